// Waiting that can be cut short: when the network returns, when the tab is looked at again.

export class Pause {
  #end: (() => void) | undefined;

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#end = resolve;
      setTimeout(resolve, milliseconds); // coming after a cut, it ends nothing
    });
  }

  cut(): void {
    this.#end?.();
  }
}

/** Milliseconds before the next try: 1 s, 2 s, 4 s … at most 30 s, shortened at random by up to a
 * quarter so that many visitors do not come back in the same moment. */
export function backOff(failures: number): number {
  const full = Math.min(30_000, 1000 * 2 ** Math.max(0, failures - 1));
  return full * (1 - Math.random() / 4);
}
