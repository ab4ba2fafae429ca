// A button and the part that it shows and hides. The part stands right behind it on the screen, so
// nothing is covered and nothing needs to be trapped.

import { build, button, type Child } from './build.ts';
import { icon } from './icons.ts';

export interface Disclosure {
  opener: HTMLElement;
  part: HTMLElement;
  /** Hides the part and gives the focus back to its opener, if it was inside. Returns whether it
   * was shown. */
  close(): boolean;
}

/** The opener has a sign before its name; `shown` hears when the part opens. */
export function newDisclosure(
  look: string,
  sign: Child,
  name: string,
  closing: string,
  content: Node[],
  shown: () => void,
): Disclosure {
  const part = build(
    'section.part',
    { id: look, 'aria-label': name, tabindex: '-1', hidden: true },
    build(
      'div.part-top',
      build('h2', name),
      button('icon', icon('close'), close, { 'aria-label': closing }),
    ),
    ...content,
  );
  const attributes = { 'aria-expanded': 'false', 'aria-controls': look };
  const opener = button(look, sign, () => close() || show(), attributes);
  opener.append(name);

  /** Moves the focus to the part as a whole, not to its first link: a key held a moment too long
   * must not call 999. */
  function show(): void {
    turn(true);
    shown();
    part.focus();
  }

  function close(): boolean {
    if (part.hidden) return false;
    const inside = part.matches(':focus-within');
    turn(false);
    if (inside) opener.focus();
    return true;
  }

  function turn(open: boolean): void {
    part.hidden = !open;
    opener.setAttribute('aria-expanded', `${open}`);
  }

  return { opener, part, close };
}
