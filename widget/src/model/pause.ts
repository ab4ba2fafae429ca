// Waiting that can be cut short: when the network returns, when the tab is looked at again.

export interface Pause {
  wait(milliseconds: number): Promise<void>;
  cut(): void;
}

export function newPause(): Pause {
  let end: (() => void) | undefined;
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        end = resolve;
        setTimeout(resolve, milliseconds); // coming after a cut, it ends nothing
      }),
    cut: () => end?.(),
  };
}

/** Milliseconds before the next try: 1 s, 2 s, 4 s … at most 30 s, shortened at random by up to a
 * quarter so that many visitors do not come back in the same moment. */
export function backOff(failures: number): number {
  const full = Math.min(30_000, 500 * 2 ** failures);
  return full * (1 - Math.random() / 4);
}
