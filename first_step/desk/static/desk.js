// What htmx leaves to do: say what changed, hold still under a finger, cover a page left alone.
// The desk works without any of it.
const WARN_SECONDS = 120;
const USED_MS = 60_000;
const STILL_MS = 3_000;

function keepStillUnderAFinger() {
  let touchedAt = -STILL_MS;
  document.addEventListener("pointerdown", () => {
    touchedAt = performance.now();
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const asked = event.detail.requestConfig.triggeringEvent;
    const byItself = !asked || asked.type.startsWith("sse:") || asked.type === "load";
    if (byItself && performance.now() - touchedAt < STILL_MS) {
      event.preventDefault();
      setTimeout(() => htmx.trigger(event.detail.elt, asked?.type ?? "sse:queue"), STILL_MS);
    }
  });
}

function sayWhatChanged() {
  const news = document.querySelector("#live-news");
  let before = document.querySelector("[data-summary]")?.dataset.summary;
  document.body.addEventListener("htmx:afterSettle", () => {
    const now = document.querySelector("[data-summary]")?.dataset.summary;
    if (now && now !== before) news.textContent = now;
    before = now;
  });
}

function sayWhenNotUpdating() {
  const status = document.querySelector("#live-status");
  const say = (stale) => () => {
    status.hidden = !stale;
  };
  document.body.addEventListener("htmx:sseError", say(true));
  document.body.addEventListener("htmx:sendError", say(true));
  document.body.addEventListener("htmx:sseOpen", (event) => {
    say(false)();
    event.detail.source.addEventListener("ended", () => location.reload());
    event.detail.source.addEventListener("locked", () => document.dispatchEvent(new Event("locked")));
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) say(false)();
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) location.reload();
    if (event.detail.xhr.status === 423) document.dispatchEvent(new Event("locked"));
  });
}

function coverWhenLeftAlone(warning, cover) {
  const { session, stay, unlock, csrf } = warning.dataset;
  const [form, problem, secret] = ["form", ".problem", "input"].map((each) => cover.querySelector(each));
  const post = (path, body) => fetch(path, { method: "POST", body, headers: { "X-CSRF-Token": csrf } });
  let timer = 0;
  let told = performance.now();

  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(seconds, 5) * 1000);
  };

  async function look() {
    let next = 30;
    try {
      const response = await fetch(session);
      if (response.status === 401) return location.reload();
      const { seconds_left: left, locks_in: locksIn } = await response.json();
      warning.hidden = locksIn > WARN_SECONDS || locksIn <= 0;
      if (locksIn <= 0) show(left);
      else hide();
      next = locksIn <= 0 ? Math.min(left + 1, 60) : warning.hidden ? locksIn - WARN_SECONDS : Math.min(locksIn, 20);
    } catch {
      // Without a connection nothing can be said about the session; it is asked again.
    }
    later(next);
  }

  function show(left) {
    const until = new Date(Date.now() + left * 1000);
    cover.querySelector("[data-until]").textContent = until.toLocaleTimeString("en-GB", { timeStyle: "short" });
    if (cover.open) return;
    document.body.classList.add("covered");
    cover.showModal();
    secret.focus();
  }

  function hide() {
    if (!cover.open) return;
    document.body.classList.remove("covered");
    cover.close();
  }

  // News that came under the cover was not told, and the stream may take a minute to come back.
  function catchUp() {
    for (const part of document.querySelectorAll('[hx-trigger*="sse:"]'))
      htmx.trigger(part, part.getAttribute("hx-trigger").match(/sse:[a-z_]+/)[0]);
  }

  async function used() {
    if (cover.open || performance.now() - told < USED_MS) return;
    told = performance.now();
    const response = await post(stay);
    warning.hidden = true;
    if (response.status === 423) look();
  }

  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, used, { passive: true });
  cover.addEventListener("cancel", (event) => event.preventDefault());
  // A browser closes a dialog at the second Escape whatever is said.
  cover.addEventListener("close", () => document.body.classList.contains("covered") && cover.showModal());
  document.addEventListener("locked", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  warning.querySelector("button").addEventListener("click", async () => {
    warning.hidden = (await post(stay)).status === 204;
    look();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const response = await post(unlock, new URLSearchParams(new FormData(form))).catch(() => null);
    secret.value = "";
    problem.hidden = response?.status === 204;
    if (problem.hidden) {
      hide();
      catchUp();
      return look();
    }
    if (response?.status === 401) return location.reload();
    problem.textContent = (await response?.json().catch(() => null))?.problem ?? "That did not work. Please try again.";
    secret.focus();
  });
  look();
}

// What cannot wait: in the title always, by sound and notification where somebody asked for it.
const CALLS = { sound: "first-step-desk-sound", notification: "first-step-desk-notification" };

function callForUrgentWork() {
  const title = document.title;
  let before = null;
  const look = () => {
    const shown = document.querySelector("#urgent-now")?.dataset.urgent;
    if (!shown) return;
    const now = Number(shown);
    document.title = now ? `(${now}) ${title}` : title;
    if (before !== null && now > before) call(now);
    before = now;
  };
  document.body.addEventListener("htmx:afterSettle", look);
}

function call(number) {
  if (localStorage[CALLS.sound]) beep();
  if (localStorage[CALLS.notification] && globalThis.Notification?.permission === "granted")
    new Notification("First Step desk", { body: `${number} urgent`, tag: "first-step-urgent" });
}

function beep() {
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: 660 });
  const volume = new GainNode(audio, { gain: 0.15 });
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.25);
  tone.onended = () => audio.close();
}

function chooseHowToBeCalled(choices) {
  choices.hidden = false;
  for (const [name, key] of Object.entries(CALLS)) {
    const box = choices.querySelector(`#call-${name}`);
    box.checked = Boolean(localStorage[key]);
    box.addEventListener("change", async () => {
      if (name === "notification" && box.checked)
        box.checked = (await globalThis.Notification?.requestPermission()) === "granted";
      if (name === "sound" && box.checked) beep();
      if (box.checked) localStorage[key] = "1";
      else localStorage.removeItem(key);
    });
  }
}

// A reply stays in its box until it is stored; sent twice it has the same id and is stored once.
function keepTheReply(form) {
  const text = form.querySelector("textarea");
  const problem = form.querySelector("#reply-problem");
  const id = form.querySelector("[name=client_id]");
  const key = `first-step-reply-${form.dataset.draft}`;
  text.value ||= sessionStorage[key] ?? "";
  sessionStorage.removeItem(key);
  let sent = "";
  let storing = false;
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== form) return;
    sent = text.value;
    storing = true;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    const stored = event.detail.successful;
    problem.hidden = stored;
    storing = false;
    if (!stored) return;
    id.value = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    if (text.value === sent) text.value = "";
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!storing) form.requestSubmit();
  });
  addEventListener("pagehide", () => {
    if (text.value) sessionStorage[key] = text.value;
  });
  const canned = form.querySelector("#canned");
  if (!canned) return;
  form.querySelector("#canned-field").hidden = false;
  canned.addEventListener("change", () => {
    if (canned.value) text.value += (text.value && "\n") + canned.value;
    canned.value = "";
    text.focus();
  });
}

// Read from the end, and stay there as messages come, unless somebody has scrolled up.
function followTheTranscript() {
  const find = () => document.querySelector("#transcript");
  let atEnd = true;
  const toEnd = () => {
    const log = find();
    if (log && atEnd) log.scrollTop = log.scrollHeight;
  };
  document.body.addEventListener("htmx:beforeSwap", () => {
    const log = find();
    if (log) atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  });
  document.body.addEventListener("htmx:afterSettle", toEnd);
  toEnd();
}

if (document.querySelector("#live-status")) {
  keepStillUnderAFinger();
  sayWhatChanged();
  sayWhenNotUpdating();
}
if (document.querySelector("#urgent-now")) callForUrgentWork();
const choices = document.querySelector("#calls");
if (choices) chooseHowToBeCalled(choices);
const reply = document.querySelector("#reply");
if (reply) keepTheReply(reply);
if (document.querySelector("#transcript")) followTheTranscript();
const warning = document.querySelector("[data-session]");
if (warning) coverWhenLeftAlone(warning, document.querySelector("dialog.cover"));
