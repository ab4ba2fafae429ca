// The messages. The region stands on the page from the start and is only ever added to.

import { words } from '../i18n/words.ts';
import { isCrisis, ownMessage } from '../model/message.ts';
import type { Entry } from '../model/transcript.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';
import { newMessageView, type Actions, type MessageView } from './message-view.ts';

const AT_ONCE = 10; // messages made or laid out in one task, so that a slow phone stays quick
const NEAR = 48; // pixels from the end that still count as being at the end

export interface Log {
  element: HTMLElement;
  below: HTMLElement;
  atEnd(): boolean;
  toEnd(): void;
  /** Takes all but the newest messages out of sight, while nobody sees any. */
  fold(): void;
  /** Brings them back, the newest first and a few in each task. They are no news to a screen reader,
   * and what is on the screen stays where it is. */
  unfold(): void;
  /** Shows the entries. What came after `seenBefore` is news. Returns whether there may be more to
   * show, in another task. */
  show(entries: Entry[], seenBefore: number): boolean;
}

export function newLog(settings: Settings, actions: Actions): Log {
  // Said by the page itself: nothing is sent before the visitor sends.
  const welcome = newMessageView(
    {
      ...ownMessage({ id: '', text: settings.startMessage, at: '' }),
      sender: 'bot',
      buttons: words.starters.map((title) => ({ title, payload: '' })),
    },
    settings,
    actions,
    false,
  );
  const views = new Map<string, MessageView>();
  const folded = build('div', { hidden: true });
  const label = { role: 'log', 'aria-label': words.log, tabindex: '0' };
  const scroll = (): void => {
    if (atEnd()) below.hidden = true;
  };
  const element = build('div.log', { ...label, scroll }, folded, welcome.element);
  const below = button('below', words.below, goToEnd, { hidden: true });

  function atEnd(): boolean {
    return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
  }

  function toEnd(): void {
    element.scrollTop = element.scrollHeight;
  }

  function fold(): void {
    for (const each of [...element.children].slice(1, -2 * AT_ONCE)) {
      each.setAttribute('aria-live', 'off');
      folded.append(each);
    }
    for (const each of folded.querySelectorAll('[role=alert]')) each.removeAttribute('role');
  }

  function unfold(): void {
    const { scrollHeight } = element;
    const next = [...folded.children].slice(-AT_ONCE);
    if (!next[0] || !scrollHeight) return; // done, or closed meanwhile
    folded.after(...next);
    element.scrollTop += element.scrollHeight - scrollHeight;
    setTimeout(unfold);
  }

  /** The button goes when the end is reached, so the focus goes to the messages. */
  function goToEnd(): void {
    element.focus();
    toEnd();
  }

  /** Puts each entry in its place and returns the views that had to be made. */
  function place(entries: Entry[], seenBefore: number): MessageView[] {
    const made: MessageView[] = [];
    const latest = entries.findLast(({ message }) => message.sender === 'visitor');
    const wanted = new Set(entries.map(({ key }) => key));
    for (const [key, view] of views) {
      if (wanted.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
    let before: Element = folded;
    const put = ({ element: each }: MessageView): void => {
      if (each.parentNode === folded) return;
      if (before.nextSibling !== each) before.after(each);
      before = each;
    };
    put(welcome);
    for (const entry of entries) {
      const { key, message } = entry;
      let view = views.get(key);
      if (!view) {
        if (made.length === AT_ONCE) break;
        const news = message.seq < 1 || message.seq > seenBefore;
        view = newMessageView(message, settings, actions, news);
        views.set(key, view);
        made.push(view);
      }
      put(view);
      view.showDelivery(entry, entry === latest);
    }
    return made;
  }

  /** A visitor's words that match a reply offered above them are that reply, chosen. */
  function markChosen(entries: Entry[]): void {
    const above = [welcome];
    for (const { key, message } of entries) {
      const view = views.get(key);
      if (!view) break; // made later, and what comes after it may answer it
      if (message.sender === 'visitor') above.find((each) => each.markChosen(message.text));
      else if (message.buttons[0]) above.unshift(view);
    }
  }

  /** Scrolls to the end, but not past the beginning of what is new. */
  function reveal(first: MessageView | undefined): void {
    toEnd();
    if (!first) return;
    const top = first.element.offsetTop - element.offsetTop - 8;
    if (top < element.scrollTop) element.scrollTop = top;
  }

  return {
    element,
    below,
    atEnd,
    toEnd,
    fold,
    unfold,
    show(entries, seenBefore) {
      const wasAtEnd = atEnd();
      const made = place(entries, seenBefore);
      if (!made.length) return false;
      markChosen(entries);
      const own = made.some(({ message }) => message.sender === 'visitor');
      const news = made.filter((view) => view.news && view.message.sender !== 'visitor');
      const crisis = news.find(({ message }) => isCrisis(message));
      if (crisis || wasAtEnd || own) reveal(crisis ?? news[0]);
      else below.hidden = false;
      return made.length === AT_ONCE;
    },
  };
}
