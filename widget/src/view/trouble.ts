// Said while the front door cannot be reached. Real trouble, so it is an alert; it never covers.

import { words } from '../i18n/words.ts';
import type { Conversation } from '../model/conversation.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';
import { linkNumbers } from './linked-text.ts';

export class Trouble {
  readonly element = build('div', { class: 'trouble', role: 'alert' });
  #settings: Settings;
  #tryNow: () => void;
  #shown: Conversation['trouble'] = null;

  constructor(settings: Settings, tryNow: () => void) {
    this.#settings = settings;
    this.#tryNow = tryNow;
  }

  show(trouble: Conversation['trouble']): void {
    if (trouble === this.#shown) return;
    this.#shown = trouble;
    const { provider } = this.#settings;
    const content = trouble
      ? [
          build('p', {}, words[trouble]),
          build('p', {}, ...linkNumbers(words.troubleHelp(provider.phone), provider)),
          button(words.tryNow, this.#tryNow),
        ]
      : [];
    this.element.replaceChildren(...content);
  }
}
