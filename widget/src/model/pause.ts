// Waiting that can be cut short: when the network returns, when the tab is looked at again.

export class Pause {
  #end: (() => void) | null = null;

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.cut(), milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  cut(): void {
    this.#end?.();
    this.#end = null;
  }
}

/** Milliseconds before the next try: 1 s, 2 s, 4 s … at most 30 s, shortened at random by up to a
 * quarter so that many visitors do not come back in the same moment. */
export function backOff(failures: number): number {
  const full = Math.min(30_000, 1000 * 2 ** Math.max(0, failures - 1));
  return full * (1 - Math.random() / 4);
}
