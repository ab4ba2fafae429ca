// Where the visitor writes. Nothing typed is ever thrown away: too long is said, not cut.

import { words } from '../i18n/words.ts';
import { build, button } from './build.ts';

const MOST = 4000; // characters, as the front door counts them
const WARN_FROM = 3600;

export interface Composer {
  element: HTMLElement;
  input: HTMLTextAreaElement;
  text: string;
}

/** `typed` hears of every change, and `send` of what is sent. */
export function newComposer(send: (text: string) => void, typed: (text: string) => void): Composer {
  const count = build('span', { id: 'count' });
  const problem = build('p', { class: 'problem', id: 'problem', role: 'alert' });
  const input = build('textarea', {
    id: 'write',
    rows: '1',
    autocomplete: 'off',
    enterkeyhint: 'send',
    'aria-describedby': 'hint count problem',
    input: changed,
    keydown(event: KeyboardEvent) {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    },
  });
  const grow = build('div', { class: 'grow' }, input);

  function submit(): void {
    const text = input.value.trim();
    const over = [...text].length - MOST;
    showProblem(over > 0 ? words.tooLong(over) : '');
    input.focus();
    if (!text || over > 0) return;
    set('');
    send(text);
  }

  function set(text: string): void {
    input.value = text;
    changed();
  }

  function changed(): void {
    const { value } = input;
    // The box grows with its text: the wrapper shows the same text, unseen, and is as tall as it.
    grow.dataset['text'] = `${value} `;
    const left = MOST - [...value.trim()].length;
    count.textContent = left < MOST - WARN_FROM ? words.left(left) : '';
    if (left >= 0) showProblem('');
    typed(value);
  }

  function showProblem(text: string): void {
    if (problem.textContent !== text) problem.textContent = text;
    input.setAttribute('aria-invalid', `${!!text}`);
  }

  const element = build(
    'div',
    { class: 'composer' },
    build('p', { class: 'above' }, build('label', { for: 'write' }, words.write), count),
    build('div', { class: 'field' }, grow, button(words.send, submit, { class: 'send' })),
    problem,
    build(
      'p',
      { class: 'small', id: 'hint' },
      `${words.limits} `,
      build('span', { class: 'keys' }, words.writeHint),
    ),
  );
  return {
    element,
    input,
    get text() {
      return input.value;
    },
    set text(text) {
      set(text);
    },
  };
}
