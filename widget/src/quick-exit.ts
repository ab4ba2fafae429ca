// Leaving at once by pressing Shift three times. In the loader, so that it works from the first paint.

const PRESSES = 3;
const WITHIN = 5000; // milliseconds from the first press to the last

/** While `element` is on a page, calls `exit` at the third press of Shift with no other key between,
 * and `warn` at the second. Shift held down for a capital letter or a tab backwards does not count. */
export function onShiftThrice(element: Element, exit: () => void, warn: () => void): void {
  let times: number[] = [];
  const press = ({ key, repeat, timeStamp }: KeyboardEvent): void => {
    if (repeat || !element.isConnected) return;
    times = [...times.filter((time) => timeStamp - time < WITHIN), timeStamp];
    if (key !== 'Shift') times = [];
    if (times.length === PRESSES) exit();
    else if (times.length > 1) warn();
  };
  addEventListener('keydown', press, true);
}
