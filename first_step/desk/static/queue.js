// Shortcuts of the queue, and ticks that outlive a refresh. The queue works without any of it.
const OFF = "first-step-desk-shortcuts-off";
const links = () => [...document.querySelectorAll(".request h3 a")];
const boxes = () => [...document.querySelectorAll('.pick input[type="checkbox"]')];

function step(by) {
  const all = links();
  const row = document.activeElement?.closest(".request");
  const at = all.findIndex((link) => row?.contains(link));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

const keys = document.querySelector("#keys");
const actions = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement?.closest(".request")?.querySelector(".pick input")?.click(),
  n: () => document.querySelector("#take-next").click(),
  "/": () => document.querySelector("#q").focus(),
  "?": () => keys.showModal(),
};

function isTyping(target) {
  return target.closest('input:not([type="checkbox"]), textarea, select, dialog');
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (isTyping(event.target) || (localStorage.getItem(OFF) && event.key !== "?")) return;
  const act = actions[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

const open = document.querySelector("#show-keys");
open.hidden = false;
open.addEventListener("click", () => keys.showModal());

const on = document.querySelector("#keys-on");
on.checked = !localStorage.getItem(OFF);
on.addEventListener("change", () => {
  if (on.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});

const bulk = document.querySelector("#bulk");
const picked = document.querySelector("#picked");
const hint = picked.textContent;

// Kept here, not read from the page before it changes: two parts of it may change at once.
const ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.id));

function count() {
  picked.textContent = ticked.size ? `${ticked.size} ticked` : hint;
  bulk.classList.toggle("some", ticked.size > 0);
}

document.addEventListener("change", ({ target }) => {
  if (!target.closest(".pick")) return;
  if (target.checked) ticked.add(target.id);
  else ticked.delete(target.id);
  count();
});
document.body.addEventListener("htmx:afterSettle", () => {
  for (const id of ticked) {
    const box = document.getElementById(id);
    if (box) box.checked = true;
    else ticked.delete(id);
  }
  count();
});
count();
