// "Looking for an answer": outside the messages, and only when it takes long enough to wonder.

import { words } from '../i18n/words.ts';
import { build } from './build.ts';

const SHOW_AFTER = 1000; // milliseconds
const OVERDUE_AFTER = 12_000; // milliseconds

export class AnswerDue {
  readonly element = build('p', { class: 'due', role: 'status' });
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** typing: the words that say which person is typing, '' for nobody. */
  show(due: boolean, typing: string): void {
    if (!due) this.element.textContent = typing;
    if (due === this.#timers.length > 0) return;
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
    if (!due) return;
    this.element.replaceChildren();
    this.#timers = [
      setTimeout(() => this.element.append(words.due), SHOW_AFTER),
      setTimeout(() => this.element.replaceChildren(words.overdue), OVERDUE_AFTER),
    ];
  }
}
