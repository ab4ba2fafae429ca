// A button and the part that it shows and hides. The part stands right behind it on the screen, so
// nothing is covered and nothing needs to be trapped.

import { build, button } from './build.ts';
import { icon } from './icons.ts';

let made = 0;

export class Disclosure {
  readonly opener: HTMLButtonElement;
  readonly part: HTMLElement;
  #turned: (open: boolean) => void;

  constructor(
    look: string,
    label: (Node | string)[],
    name: string,
    closing: string,
    content: HTMLElement[],
    turned: (open: boolean) => void,
  ) {
    const id = `part-${(made += 1)}`;
    const close = button(icon('close'), () => this.close(), {
      class: 'icon',
      'aria-label': closing,
    });
    this.part = build(
      'section',
      { id, class: 'part', 'aria-label': name, tabindex: '-1', hidden: true },
      build('div', { class: 'part-top' }, build('h2', {}, name), close),
      ...content,
    );
    this.opener = button(null, () => (this.open ? this.close() : this.show()), {
      class: look,
      'aria-expanded': 'false',
      'aria-controls': id,
    });
    this.opener.append(...label);
    this.#turned = turned;
  }

  get open(): boolean {
    return !this.part.hidden;
  }

  /** Moves the focus to the part as a whole, not to its first link: a key held a moment too long
   * must not call 999. */
  show(): void {
    this.#turn(true);
    this.part.focus();
  }

  /** Hides the part and gives the focus back to its opener, if it was inside. */
  close(): void {
    const inside = this.part.contains((this.part.getRootNode() as ShadowRoot).activeElement);
    this.#turn(false);
    if (inside) this.opener.focus();
  }

  #turn(open: boolean): void {
    if (this.open === open) return;
    this.part.hidden = !open;
    this.opener.setAttribute('aria-expanded', String(open));
    this.#turned(open);
  }
}
