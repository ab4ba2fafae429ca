// One message on the screen. Built once; afterwards only its delivery and its used replies change.

import { words } from '../i18n/words.ts';
import { isCrisis, isTopic, type Message, type QuickReply } from '../model/message.ts';
import type { Entry } from '../model/transcript.ts';
import { splitAtNumbers } from '../phone-numbers.ts';
import type { Settings } from '../settings.ts';
import { build, button, unseen } from './build.ts';
import { icon } from './icons.ts';
import { paragraphs } from './linked-text.ts';
import { sourceControl } from './source-control.ts';

export interface Actions {
  tap(reply: QuickReply): void;
  source(answer: string): Promise<string>;
}

export class MessageView {
  readonly element: HTMLElement;
  readonly message: Message;
  readonly news: boolean;
  #delivery = build('p', { class: 'delivery', 'aria-live': 'off' });
  #replies = new Map<string, HTMLButtonElement>(); // by title

  /** `news` is false for what was on the screen before this page: that is no alert again. */
  constructor(message: Message, settings: Settings, actions: Actions, news: boolean) {
    this.news = news;
    this.message = message;
    const crisis = isCrisis(message);
    const [first, ...rest] = paragraphs(message.text, settings.provider);
    const bubble = build(
      'div',
      { class: 'bubble', ...(crisis && news && { role: 'alert' }) },
      crisis && crisisTop(message),
      first,
      crisis && callLinks(message, settings), // after the one sentence that acknowledges
      ...rest,
    );
    this.element = build('div', { class: `message ${message.sender}${crisis ? ' crisis' : ''}` });
    this.element.append(senderLine(message), bubble);
    if (message.buttons.length) this.element.append(this.#quickReplies(message.buttons, actions));
    if (isTopic(message.answer))
      this.element.append(sourceControl(message.answer, actions, settings.provider));
    if (message.sender === 'visitor') this.element.append(this.#delivery);
  }

  showDelivery(entry: Entry, latest: boolean): void {
    const { delivery } = entry;
    const shown = delivery !== 'sent' || latest;
    const text = shown ? [words.delivery[delivery], entry.words].filter(Boolean).join(' ') : '';
    // Being sent is not worth interrupting anybody for; what the server has to say about it is.
    this.#delivery.setAttribute('aria-live', entry.words ? 'polite' : 'off');
    if (this.#delivery.textContent !== text) this.#delivery.textContent = text;
    this.element.classList.toggle('unsent', delivery === 'waiting' || delivery === 'refused');
  }

  /** Marks a reply as chosen; it stays readable. Returns whether this message offers it. */
  markChosen(title: string): boolean {
    const reply = this.#replies.get(title);
    if (!reply) return false;
    if (!isChosen(reply)) {
      reply.setAttribute('aria-disabled', 'true');
      reply.prepend(icon('tick'));
      reply.append(unseen(` (${words.chosen})`));
    }
    return true;
  }

  #quickReplies(replies: QuickReply[], actions: Actions): HTMLElement {
    const group = build('div', {
      class: 'replies',
      role: 'group',
      'aria-label': words.repliesLabel,
    });
    for (const reply of replies) {
      const press = (): void => {
        if (!isChosen(control)) actions.tap(reply);
      };
      const control = button(reply.title, press, { class: 'reply' });
      this.#replies.set(reply.title, control);
      group.append(control);
    }
    return group;
  }
}

function isChosen(reply: Element): boolean {
  return reply.hasAttribute('aria-disabled');
}

function senderLine(message: Message): HTMLElement {
  const line = build('p', { class: 'sender' }, words.sender[message.sender]);
  const at = new Date(message.at);
  if (Number.isNaN(at.getTime())) return line;
  const time = at.toLocaleTimeString(words.lang, { hour: '2-digit', minute: '2-digit' });
  line.append(' · ', build('time', { datetime: message.at }, time));
  return line;
}

function crisisTop(message: Message): HTMLElement {
  const check = message.answer?.startsWith('crisis/check');
  return build('p', { class: 'crisis-top' }, icon('help'), check ? words.check : words.crisis);
}

/** The first two numbers of a crisis answer as large controls. */
function callLinks(message: Message, { provider }: Settings): HTMLElement | null {
  const numbers = splitAtNumbers(message.text, provider).filter(
    (piece) => typeof piece !== 'string',
  );
  const different = [...new Map(numbers.map((number) => [number.href, number])).values()].slice(
    0,
    2,
  );
  if (!different.length) return null;
  const links = different.map(({ href, name, written }) =>
    build(
      'a',
      { href, class: 'call' },
      icon('phone'),
      words.call(name === written ? name : `${name} ${written}`),
    ),
  );
  return build('p', { class: 'calls' }, ...links);
}
