// What htmx leaves to do: say what changed, hold still under a finger, warn before the session ends.
// The desk works without any of it.
const WARN_SECONDS = 120;
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
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) say(false)();
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) location.reload();
  });
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

if (document.querySelector("#live-status")) {
  keepStillUnderAFinger();
  sayWhatChanged();
  sayWhenNotUpdating();
}
const warning = document.querySelector("[data-session]");
if (warning) warnBeforeTheEnd(warning);
