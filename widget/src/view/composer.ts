// Where the visitor writes. Nothing typed is ever thrown away: too long is said, not cut.

import { words } from '../i18n/words.ts';
import { build } from './build.ts';

const MOST = 4000; // characters, as the front door counts them
const WARN_FROM = 3600;

export class Composer {
  readonly element: HTMLFormElement;
  readonly input: HTMLTextAreaElement;
  #count = build('span', { class: 'count', id: 'count' });
  #problem = build('p', { class: 'problem', id: 'problem', role: 'alert' });
  #send: (text: string) => void;
  #typed: (text: string) => void;

  constructor(send: (text: string) => void, typed: (text: string) => void) {
    this.#send = send;
    this.#typed = typed;
    this.input = build('textarea', {
      id: 'write',
      rows: '1',
      autocomplete: 'off',
      enterkeyhint: 'send',
      'aria-describedby': 'hint count problem',
      input: () => this.#changed(),
      keydown: (event: KeyboardEvent) => this.#key(event),
    });
    const submit = (event: Event): void => {
      event.preventDefault();
      this.#submit();
    };
    this.element = build(
      'form',
      { class: 'composer', submit },
      build('p', { class: 'above' }, build('label', { for: 'write' }, words.write), this.#count),
      build(
        'div',
        { class: 'field' },
        build('div', { class: 'grow' }, this.input),
        build('button', { class: 'send' }, words.send),
      ),
      this.#problem,
      build(
        'p',
        { class: 'small', id: 'hint' },
        words.limits,
        ' ',
        build('span', { class: 'keys' }, words.writeHint),
      ),
    );
  }

  get text(): string {
    return this.input.value;
  }

  set text(text: string) {
    this.input.value = text;
    this.#changed();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const text = this.text.trim();
    const over = [...text].length - MOST;
    this.#showProblem(over > 0 ? words.tooLong(over) : '');
    this.input.focus();
    if (!text || over > 0) return;
    this.text = '';
    this.#send(text);
  }

  #changed(): void {
    const { value } = this.input;
    // The box grows with its text: the wrapper shows the same text, unseen, and is as tall as it.
    this.input.parentElement?.setAttribute('data-text', `${value} `);
    const length = [...value.trim()].length;
    this.#count.textContent = length > WARN_FROM ? words.left(MOST - length) : '';
    if (length <= MOST) this.#showProblem('');
    this.#typed(value);
  }

  #showProblem(text: string): void {
    if (this.#problem.textContent !== text) this.#problem.textContent = text;
    this.input.setAttribute('aria-invalid', String(!!text));
  }
}
