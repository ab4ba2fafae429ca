// One message on the screen. Built once; afterwards only its delivery and its used replies change.

import { words } from '../i18n/words.ts';
import { isCrisis, isTopic, type Message, type QuickReply } from '../model/message.ts';
import type { Entry } from '../model/transcript.ts';
import { splitAtNumbers } from '../phone-numbers.ts';
import type { Settings } from '../settings.ts';
import { build, button, unseen } from './build.ts';
import { icon } from './icons.ts';
import { paragraphs } from './linked-text.ts';
import { dayChoice } from './day-choice.ts';
import { onRequest } from './on-request.ts';

const CHANGE = 'flow:review=change'; // not needed where each line has its own

export interface Actions {
  tap(reply: QuickReply): void;
  source(answer: string): Promise<string>;
  edit(message: Message): void; // one that was refused
}

export class MessageView {
  readonly element: HTMLElement;
  readonly message: Message;
  readonly news: boolean;
  #delivered?: string; // what of the delivery is shown
  #delivery = build('p', { class: 'delivery', 'aria-live': 'off' });
  #edit: HTMLButtonElement;
  #replies = new Map<string, HTMLButtonElement>(); // by title

  /** `news` is false for what was on the screen before this page: that is no alert again. */
  constructor(message: Message, settings: Settings, actions: Actions, news: boolean) {
    this.news = news;
    this.message = message;
    const crisis = isCrisis(message);
    const { provider } = settings;
    const edits = new Set<QuickReply>();
    const lines = paragraphs(message.text, provider);
    const [first, ...rest] = lines.map((line) => this.#withEdit(line, edits, actions));
    const bubble = build(
      'div',
      { class: 'bubble', dir: 'auto', ...(crisis && news && { role: 'alert' }) },
      crisis && crisisTop(message),
      first,
      crisis && callLinks(message, settings), // after the one sentence that acknowledges
      ...rest,
    );
    this.element = build('div', { class: `message ${message.sender}${crisis ? ' crisis' : ''}` });
    this.element.append(senderLine(message), bubble);
    const { answer, why } = message;
    if (why) this.element.append(onRequest(words.why, () => Promise.resolve(why), provider));
    const others = message.buttons.filter(
      (reply) => !edits.has(reply) && !(edits.size && reply.payload === CHANGE),
    );
    if (others.length) this.#quickReplies(others, actions);
    if (isTopic(answer))
      this.element.append(onRequest(words.source, () => actions.source(answer), provider));
    this.#edit = button(words.edit, () => actions.edit(message), { class: 'source', hidden: true });
    if (message.sender === 'visitor') this.element.append(this.#delivery, this.#edit);
  }

  showDelivery(entry: Entry, latest: boolean): void {
    if (this.message.sender !== 'visitor') return;
    const { delivery } = entry;
    const shown = delivery !== 'sent' || latest;
    const text = shown ? `${words.delivery[delivery]} ${entry.words ?? ''}` : '';
    // What stays as it is isn't touched: a long chat has hundreds of these.
    if (this.#delivered === (this.#delivered = delivery + text)) return;
    // Being sent is not worth interrupting anybody for; what the server has to say about it is.
    this.#delivery.setAttribute('aria-live', entry.words ? 'polite' : 'off');
    this.#delivery.textContent = text;
    this.#edit.hidden = delivery !== 'refused';
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

  /** A line "Name: Kev" gets the reply "Change: Name" beside it, if there is one. */
  #withEdit(line: HTMLElement, edits: Set<QuickReply>, actions: Actions): HTMLElement {
    const [, label, value] = /^(.+?): (.+)$/.exec(line.textContent ?? '') ?? [];
    const edit = label && this.message.buttons.find(({ title }) => title.endsWith(`: ${label}`));
    if (!edit) return line;
    edits.add(edit);
    line.replaceChildren(build('span', { class: 'sender' }, `${label}: `), value ?? '');
    const control = this.#reply(edit, () => actions.tap(edit));
    control.className = 'source';
    control.replaceChildren(edit.title.slice(0, -label.length - 2), unseen(label));
    return build('div', { class: 'line' }, line, control);
  }

  #quickReplies(replies: QuickReply[], actions: Actions): void {
    const choice = this.message.days.length > 0 && dayChoice(this.message.days);
    if (choice) this.element.append(choice.days);
    const group = build('div', {
      class: 'replies',
      role: 'group',
      'aria-label': words.repliesLabel,
    });
    for (const reply of replies) {
      const press = (): void => {
        const title = choice && choice.on(reply.title);
        actions.tap(title ? { title, payload: '' } : reply);
      };
      group.append(this.#reply(reply, press));
    }
    this.element.append(group);
  }

  #reply(reply: QuickReply, press: () => void): HTMLButtonElement {
    const unlessChosen = (): void => {
      if (!isChosen(control)) press();
    };
    const control = button(reply.title, unlessChosen, { class: 'reply', dir: 'auto' });
    this.#replies.set(reply.title, control);
    return control;
  }
}

function isChosen(reply: Element): boolean {
  return reply.hasAttribute('aria-disabled');
}

function senderLine(message: Message): HTMLElement {
  const { sender, name } = message;
  const who = sender === 'staff' && name ? words.named(name) : words.sender[sender];
  const line = build('p', { class: 'sender' }, who);
  if (!message.at) return line;
  const time = new Date(message.at).toLocaleTimeString(words.lang, { hour: '2-digit', minute: '2-digit' });
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
