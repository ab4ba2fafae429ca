// The messages. The region stands on the page from the start and is only ever added to.

import { words } from '../i18n/words.ts';
import { isCrisis, type Message } from '../model/message.ts';
import type { Entry } from '../model/transcript.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';
import { MessageView, type Actions } from './message-view.ts';

const welcome = (text: string): Message => ({
  seq: 0,
  id: '',
  sender: 'bot',
  text,
  buttons: words.starters.map((title) => ({ title, payload: title })),
  answer: null,
  days: [],
  at: '',
});
const NEAR = 48; // pixels from the end that still count as being at the end

export class Log {
  readonly element: HTMLElement;
  readonly below: HTMLButtonElement;
  #welcome: MessageView; // said by the page itself: nothing is sent before the visitor sends
  #views = new Map<string, MessageView>();
  #settings: Settings;
  #actions: Actions;

  constructor(settings: Settings, actions: Actions, say: (text: string) => void) {
    this.#settings = settings;
    this.#actions = actions;
    const starters = { ...actions, tap: ({ title }: { title: string }) => say(title) };
    this.#welcome = new MessageView(welcome(settings.startMessage), settings, starters, false);
    this.element = build(
      'div',
      {
        class: 'log',
        role: 'log',
        'aria-label': words.log,
        tabindex: '0',
        scroll: () => this.#scrolled(),
      },
      this.#welcome.element,
    );
    this.below = button(words.below, () => this.toEnd(), { class: 'below', hidden: true });
  }

  /** Shows the entries. What came after `seenBefore` is news. */
  show(entries: Entry[], seenBefore: number): void {
    const wasAtEnd = this.atEnd;
    const placed = this.#place(entries, seenBefore);
    if (!placed.length) return;
    this.#markChosen(entries);
    const news = placed.filter((view) => view.news);
    const crisis = news.find((view) => isCrisis(view.message));
    const own = placed.some((view) => view.message.sender === 'visitor');
    if (crisis || wasAtEnd || own)
      this.#reveal(crisis ?? news.find((view) => view.message.sender !== 'visitor'));
    else this.below.hidden = false;
  }

  toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Puts each entry in its place and returns the views that had to be made. */
  #place(entries: Entry[], seenBefore: number): MessageView[] {
    const made: MessageView[] = [];
    const latest = entries.findLast((entry) => entry.message.sender === 'visitor');
    const wanted = new Set(entries.map((entry) => entry.key));
    for (const [key, view] of this.#views) {
      if (wanted.has(key)) continue;
      view.element.remove();
      this.#views.delete(key);
    }
    let before: Element = this.#welcome.element;
    for (const entry of entries) {
      let view = this.#views.get(entry.key);
      if (!view) {
        const news = entry.message.seq < 1 || entry.message.seq > seenBefore;
        view = new MessageView(entry.message, this.#settings, this.#actions, news);
        this.#views.set(entry.key, view);
        made.push(view);
      }
      if (before.nextElementSibling !== view.element) before.after(view.element);
      view.showDelivery(entry, entry === latest);
      before = view.element;
    }
    return made;
  }

  /** A visitor's words that match a reply offered above them are that reply, chosen. */
  #markChosen(entries: Entry[]): void {
    const above = [this.#welcome];
    for (const { key, message } of entries) {
      const view = this.#views.get(key);
      if (message.sender === 'visitor') above.find((each) => each.markChosen(message.text));
      else if (view) above.unshift(view);
    }
  }

  /** Scrolls to the end, but not past the beginning of what is new. */
  #reveal(first: MessageView | undefined): void {
    this.toEnd();
    if (!first) return;
    const top = first.element.offsetTop - this.element.offsetTop - 8;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
  }

  get atEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #scrolled(): void {
    if (this.atEnd) this.below.hidden = true;
  }
}
