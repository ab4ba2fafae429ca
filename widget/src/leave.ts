// In the loader, so that it works before anything else has come.

/** Forgets what was kept for any chat of ours, in this tab and on this device. */
export function forgetAll(): void {
  try {
    for (const store of [sessionStorage, localStorage])
      for (const key in store)
        if (key.startsWith('first-step ')) store.removeItem(key);
  } catch {
    // blocked: nothing was kept
  }
}

/** Forgets, empties the page and replaces it in the history, so that "back" does not return. */
export function leave(url: string, noReferrer: Element): void {
  forgetAll();
  document.head.append(noReferrer);
  document.title = 'Loading';
  document.body.replaceChildren();
  location.replace(url);
}
