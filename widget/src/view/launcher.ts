// What a page shows while the chat is closed: help, the way into the chat, the way out of the site.

import { words } from '../i18n/words.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';
import { Disclosure } from './disclosure.ts';
import { exitLink } from './exit-link.ts';
import { helpLines } from './help.ts';
import { icon } from './icons.ts';

export class Launcher {
  readonly element: HTMLElement;
  readonly opener: HTMLButtonElement;
  #label = build('span');
  #unread = build('span', { class: 'unread' });
  #news = build('p', { class: 'unseen', role: 'status' });
  #help: Disclosure;
  #settings: Settings;

  constructor(settings: Settings, open: () => void, exit: () => void) {
    this.#settings = settings;
    this.#help = new Disclosure(
      'help',
      [icon('help'), words.helpNow],
      words.helpNow,
      words.help.close,
      helpLines(settings),
      () => {},
    );
    this.opener = button(icon('chat'), open, { class: 'launch', 'aria-haspopup': 'dialog' });
    this.opener.append(this.#label, this.#unread);
    this.element = build(
      'div',
      { class: 'launcher', role: 'region', 'aria-label': words.chat },
      this.#help.part,
      exitLink(settings.exitUrl, exit),
      build('div', { class: 'row' }, this.#help.opener, this.opener),
      this.#news,
    );
  }

  show(unread: number, begun: boolean): void {
    const news = unread ? words.unread(unread) : '';
    const label = begun ? words.launchAgain : this.#settings.openLabel;
    for (const [element, text] of [
      [this.#label, label],
      [this.#unread, news],
      [this.#news, news],
    ] as const) {
      if (element.textContent !== text) element.textContent = text;
    }
  }

  foldUp(): boolean {
    const { open } = this.#help;
    this.#help.close();
    return open;
  }
}
