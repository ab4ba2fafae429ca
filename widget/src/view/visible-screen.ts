// A phone's keyboard covers the page without making it smaller. The open chat is fitted into what
// is really visible, so that its header, with "Get help now", is never pushed off the screen.

const PINCHED = 1.01; // above this scale the visitor looks at a detail: nothing moves

export function fillVisibleScreen({ style }: HTMLElement, signal: AbortSignal): void {
  const screen = window.visualViewport!; // in every browser that the chat is built for
  const fit = (): void => {
    if (screen.scale > PINCHED) return;
    style.setProperty('--first-step-top', `${screen.offsetTop}px`);
    style.setProperty('--first-step-room', `${screen.height}px`);
  };
  for (const change of ['resize', 'scroll']) screen.addEventListener(change, fit, { signal });
}
