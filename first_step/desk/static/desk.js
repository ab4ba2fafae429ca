// Keeps the queue fresh and warns before the session ends. The desk works without it.
const REFRESH_MS = 15_000;
const WARN_SECONDS = 120;

function keepFresh(live) {
  const status = document.querySelector("#live-status");
  let touchedAt = 0;

  live.addEventListener("pointerdown", () => {
    touchedAt = Date.now();
  });

  async function refresh() {
    const busy = Date.now() - touchedAt < 3_000;
    if (document.visibilityState !== "visible" || busy) return;
    const response = await fetch(live.dataset.live, {
      headers: { "X-Desk-Version": live.dataset.version },
    });
    if (response.status === 401) {
      location.reload();
    } else if (response.status === 200) {
      replace(await response.text());
    }
    if (!response.ok) throw new Error(`refresh answered ${response.status}`);
    say("");
  }

  // The page comes from our own server with everything escaped; it is parsed, never run.
  function replace(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
    if (!fresh) return;
    const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
    const before = live.dataset.summary;
    live.replaceChildren(...fresh.childNodes);
    Object.assign(live.dataset, fresh.dataset);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (before !== live.dataset.summary) announce(live.dataset.summary);
  }

  function announce(text) {
    document.querySelector("#live-news").textContent = text;
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
    status.hidden = !text;
  }

  const stale = () => say("Not updating right now. Check the connection; it will try again.");
  setInterval(() => refresh().catch(stale), REFRESH_MS);
  document.addEventListener("visibilitychange", () => refresh().catch(stale));
}

function warnBeforeTheEnd(warning) {
  const { session, stay, csrf } = warning.dataset;
  const later = (seconds) => setTimeout(look, Math.max(seconds, 5) * 1000);

  async function look() {
    let left = WARN_SECONDS + 30;
    try {
      const response = await fetch(session);
      if (response.status === 401) return location.reload();
      left = (await response.json()).seconds_left;
    } catch {
      // Without a connection nothing can be said about the session; it is asked again.
    }
    warning.hidden = left > WARN_SECONDS;
    later(warning.hidden ? left - WARN_SECONDS : 20);
  }

  warning.querySelector("button").addEventListener("click", async () => {
    const response = await fetch(stay, { method: "POST", headers: { "X-CSRF-Token": csrf } });
    warning.hidden = response.status === 204;
  });
  look();
}

const live = document.querySelector("[data-live]");
if (live) keepFresh(live);
const warning = document.querySelector("[data-session]");
if (warning) warnBeforeTheEnd(warning);
