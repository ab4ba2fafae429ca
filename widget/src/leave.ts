/** Forgets what the chat kept, empties the page and replaces it in the history, so that "back" does
 * not return to it. In the loader, so that it works before anything else has come. */
export function leave(url: string, noReferrer: Element): void {
  try {
    for (const store of [sessionStorage, localStorage])
      for (const key in store)
        if (key.startsWith('first-step ')) store.removeItem(key);
  } catch {
    // blocked: nothing was kept
  }
  document.head.append(noReferrer);
  document.title = 'Loading';
  document.body.replaceChildren();
  location.replace(url);
}
