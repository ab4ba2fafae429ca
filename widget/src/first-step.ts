// The loader: the one script. It shows the launcher, "Get help now" with its numbers, and the quick
// exit at once; the chat itself comes when the page is idle or at the first use.

import { dial } from './dial.ts';
import type { Start } from './chat.ts';
import type { Chat } from './element.ts';
import { forgetAll, leave } from './leave.ts';
import { onShiftThrice } from './quick-exit.ts';
import type { Shell } from './shell.ts';
import styles from './styles/shell.css?inline';

const TAG = 'first-step-chat';
const NEUTRAL_SITE = 'https://www.bbc.co.uk/weather';
const script = document.currentScript as HTMLScriptElement | null;
const home = script?.src ?? document.baseURI;

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Partial<HTMLElementTagNameMap[Tag]>,
  ...content: (string | Node)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...content);
  return element;
}

class FirstStepChat extends HTMLElement {
  #root = this.attachShadow({ mode: 'open' });
  #startChat: Start | undefined;
  #chat: Chat | undefined;
  #shell!: Shell;

  constructor() {
    super();
    onShiftThrice(this, () => this.#shell.leave(), () => this.#shell.warn?.());
  }

  connectedCallback(): void {
    this.#draw();
    this.#chat = this.#startChat?.(this.#shell);
    const load = (): unknown => this.#load().catch(() => {}); // tried again at the first use
    (self.requestIdleCallback ?? setTimeout)(load);
  }

  disconnectedCallback(): void {
    this.#chat?.stop();
  }

  get isOpen(): boolean {
    return !!this.#chat?.isOpen();
  }

  open(): void {
    this.#load().then(
      () => this.#chat!.open(),
      () => this.#shell.fold(true), // no chat without a network; the numbers are here
    );
  }

  close(): void {
    this.#chat?.close();
  }

  #read(name: string): string {
    return this.getAttribute(name) || '';
  }

  async #load(): Promise<void> {
    if (this.#chat) return;
    const address = new URL('chat.js', home).href;
    const { prepare } = (await import(/* @vite-ignore */ address)) as typeof import('./chat.ts');
    const start = await prepare(this.#read('language'));
    this.#startChat ??= start; // may have been asked for twice
    if (this.isConnected) this.#chat ??= this.#startChat(this.#shell);
  }

  #draw(): void {
    const phone = this.#read('phone') || '020 3553 3757';
    const part = make('section', { className: 'part', ariaLabel: WORDS.helpNow, tabIndex: -1 });
    const lines = { ...SHELL_LINES, [`Ring ${phone}`]: dial(phone) };
    for (const words in lines) part.append(make('a', { href: lines[words]! }, words));
    const fold = (open: boolean): void => {
      part.hidden = !open;
      help.ariaExpanded = `${open}`;
      if (open) part.focus();
    };
    const unfold = { className: 'help', onclick: () => fold(!!part.hidden) };
    const help = make('button', unfold, WORDS.helpNow);
    const label = this.#read('open-label') || WORDS.launch;
    const opener = make('button', { className: 'launch', onclick: () => this.open() }, label);
    const url = this.#read('exit-url');
    const href = /^https?:/.test(url) ? url : NEUTRAL_SITE;
    const tell = (name: string): void => {
      this.dispatchEvent(new Event(`first-step-${name}`, { bubbles: true, composed: true }));
    };
    const go = (event?: Event): void => {
      event?.preventDefault();
      this.#chat?.stop(); // so that nothing is kept again
      tell('exited');
      leave(href, make('meta', { name: 'referrer', content: 'no-referrer' }));
    };
    const exit = { className: 'exit', href, rel: 'nofollow noreferrer', onclick: go };
    const out = make('a', exit, WORDS.exit);
    const launcher = make(
      'section',
      {
        className: `launcher ${this.#read('position')}`,
        ariaLabel: 'Chat',
        onkeydown: (event) => {
          if (event.key !== 'Escape' || part.hidden) return;
          fold(false);
          help.focus();
        },
      },
      part,
      out,
      make('div', { className: 'row' }, help, opener),
    );
    fold(false);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(launcher);
    this.#shell = {
      host: this,
      launcher,
      part,
      help,
      out,
      opener,
      fold,
      forget: forgetAll,
      leave: go,
      tell,
    };
  }
}

function place(): void {
  if (document.querySelector(TAG)) return;
  const element = document.createElement(TAG);
  for (const { name, value } of script?.attributes ?? [])
    if (name.startsWith('data-')) element.setAttribute(name.slice(5), value);
  document.body.append(element);
}

// A browser too old for this keeps what the page wrote inside the element: numbers to ring.
if (document.adoptedStyleSheets && !customElements.get(TAG)) {
  customElements.define(TAG, FirstStepChat);
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', place);
  else place();
}
