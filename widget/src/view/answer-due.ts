// "Looking for an answer": outside the messages, and only when it takes long enough to wonder.

import { words } from '../i18n/words.ts';
import { build } from './build.ts';

const SHOW_AFTER = 1000; // milliseconds
const OVERDUE_AFTER = 12_000; // milliseconds

export interface AnswerDue {
  element: HTMLElement;
  /** typing: the words that say which person is typing, '' for nobody. */
  show(due: boolean, typing: string): void;
}

export function newAnswerDue(): AnswerDue {
  const element = build('p.due', { role: 'status' });
  let timers: ReturnType<typeof setTimeout>[] = [];
  const say = (text: string): void => void (element.textContent = text);
  return {
    element,
    show(due, typing) {
      if (due && timers.length) return;
      timers.forEach(clearTimeout);
      say(typing);
      timers = due
        ? [
            setTimeout(() => say(typing + words.due), SHOW_AFTER),
            setTimeout(() => say(words.overdue), OVERDUE_AFTER),
          ]
        : [];
    },
  };
}
