// Where the visitor writes. Nothing typed is ever thrown away: too long is said, not cut.

import { words } from '../i18n/words.ts';
import { build, button } from './build.ts';

const MOST = 4000; // characters, as the front door counts them
const WARN_FROM = 3600;

export interface Composer {
  element: HTMLElement;
  input: HTMLTextAreaElement;
  /** Puts a text there in place of what was written. */
  write(text: string): void;
}

/** `typed` hears of every change, and `send` of what is sent. */
export function newComposer(send: (text: string) => void, typed: (text: string) => void): Composer {
  const count = build('span', { id: 'count' });
  const problem = build('p.problem', { id: 'problem', role: 'alert' });
  const input = build('textarea', {
    id: 'write',
    rows: '1',
    autocomplete: 'off',
    enterkeyhint: 'send',
    'aria-describedby': 'hint count problem',
    input: changed,
    focus: grow,
    keydown(event: KeyboardEvent) {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    },
  });

  function submit(): void {
    const text = input.value.trim();
    const over = [...text].length - MOST;
    showProblem(over > 0 ? words.tooLong(over) : '');
    input.focus();
    if (!text || over > 0) return;
    write('');
    send(text);
  }

  function write(text: string): void {
    input.value = text;
    changed();
  }

  function changed(): void {
    const { value } = input;
    grow();
    const left = MOST - [...value.trim()].length;
    count.textContent = left < MOST - WARN_FROM ? words.left(left) : '';
    if (left >= 0) showProblem('');
    typed(value);
  }

  /** Makes the box as tall as its text, within what the styles allow. */
  function grow(): void {
    const { style } = input;
    style.height = 'auto';
    style.height = `${input.scrollHeight + 2}px`; // with its border
  }

  function showProblem(text: string): void {
    if (problem.textContent !== text) problem.textContent = text;
    input.setAttribute('aria-invalid', `${!!text}`);
  }

  const element = build(
    'div.composer',
    build('p.above', build('label', { for: 'write' }, words.write), count),
    build('div.field', input, button('send', words.send, submit)),
    problem,
    build('p.small', { id: 'hint' }, `${words.limits} `, build('span.keys', words.writeHint)),
  );
  return {
    element,
    input,
    write,
  };
}
