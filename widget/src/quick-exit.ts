// Leaving at once by pressing Shift three times.

const PRESSES = 3;
const WITHIN = 5000; // milliseconds from the first press to the last

/** Calls `exit` after three presses of Shift with nothing between; `pressed` hears how many are
 * left. Shift held down for a capital letter or a tab backwards does not count. */
export function onShiftThrice(
  exit: () => void,
  pressed: (left: number) => void,
  signal: AbortSignal,
): void {
  let times: number[] = [];
  let alone = false;
  const listen = (type: 'keydown' | 'keyup', hear: (event: KeyboardEvent) => void): void =>
    document.addEventListener(type, hear, { signal, capture: true });

  listen('keydown', (event) => {
    alone = event.key === 'Shift';
    if (!alone) times = [];
  });
  listen('keyup', (event) => {
    if (event.key !== 'Shift' || !alone) return;
    const now = Date.now();
    times = [...times.filter((time) => now - time < WITHIN), now];
    if (times.length >= PRESSES) exit();
    else pressed(PRESSES - times.length);
  });
}
