// One message on the screen. Built once; afterwards only its delivery and its used replies change.

import { words } from '../i18n/words.ts';
import { isCrisis, isTopic, type Message } from '../model/message.ts';
import type { Entry } from '../model/transcript.ts';
import type { NumberFinder } from '../phone-numbers.ts';
import type { Settings } from '../settings.ts';
import { build, button, replyGroup, unseen, type Child } from './build.ts';
import { icon } from './icons.ts';
import { paragraphs } from './linked-text.ts';
import { dayChoice } from './day-choice.ts';
import { onRequest } from './on-request.ts';

const CHANGE = 'flow:review=change'; // not needed where each line has its own

export interface Actions {
  say(text: string, payload?: string): void;
  source(answer: string): Promise<string>;
  edit(message: Message): void; // one that was refused
}

export interface MessageView {
  element: HTMLElement;
  message: Message;
  news: boolean;
  /** Only the latest of what was sent says so. */
  showDelivery(entry: Entry, latest: boolean): void;
  /** Marks a reply as chosen; it stays readable. Returns whether this message offers it. */
  markChosen(title: string): boolean;
}

/** `news` is false for what was on the screen before this page: that is no alert again. */
export function newMessageView(
  message: Message,
  { findNumbers }: Settings,
  { say, source, edit }: Actions,
  news: boolean,
): MessageView {
  const { sender, answer, why, days } = message;
  const crisis = isCrisis(message);
  const own = sender === 'visitor';
  const delivery = build('p.delivery', { 'aria-live': 'off' });
  const editing = button('source', words.edit, () => edit(message), { hidden: true });
  const replies = new Map<string, HTMLElement>(); // by title
  let delivered = ''; // what of the delivery is shown

  function reply(title: string, press: () => void): HTMLElement {
    const unlessChosen = (): void => {
      if (!isChosen(control)) press();
    };
    const control = button('reply', title, unlessChosen, { dir: 'auto' });
    replies.set(title, control);
    return control;
  }

  /** A line "Name: Kev" gets the reply "Change: Name" beside it, if there is one. */
  function withEdit(line: HTMLElement): HTMLElement {
    const [, label, value = ''] = /^(.+?): (.+)$/.exec(line.textContent!) ?? [];
    const change = label && message.buttons.find(({ title }) => title.endsWith(`: ${label}`));
    if (!change) return line;
    line.replaceChildren(build('span.sender', `${label}: `), value);
    const control = reply(change.title, () => say(change.title, change.payload));
    control.className = 'source';
    control.replaceChildren(change.title.slice(0, -label.length - 2), unseen(label));
    return build('div.line', line, control);
  }

  /** The replies that have no place of their own in the text, under the days if there are any. */
  function quickReplies(): Child[] {
    const others = message.buttons.filter(
      ({ title, payload }) => !replies.has(title) && !(replies.size && payload === CHANGE),
    );
    if (!others.length) return [];
    const [choice, onDay] = days.length ? dayChoice(days) : [];
    const controls = others.map((each) =>
      reply(each.title, () => {
        const text = onDay?.(each.title);
        if (text) say(text);
        else say(each.title, each.payload);
      }),
    );
    return [choice, replyGroup(words.repliesLabel, ...controls)];
  }

  const [first, ...rest] = paragraphs(message.text, findNumbers).map(withEdit);
  const element = build(
    `div.message ${sender}${crisis ? ' crisis' : ''}`,
    { 'aria-live': !news && 'off' },
    senderLine(message),
    build(
      'div.bubble',
      { dir: 'auto', role: crisis && news && 'alert' },
      crisis && crisisTop(answer),
      first,
      crisis && callLinks(findNumbers(message.text)), // after the one sentence that acknowledges
      ...rest,
    ),
    why && onRequest(words.why, async () => why, findNumbers),
    ...quickReplies(),
    isTopic(answer) && onRequest(words.source, () => source(answer), findNumbers),
    own && delivery,
    own && editing,
  );

  return {
    element,
    message,
    news,
    showDelivery({ delivery: state, words: said = '' }, latest) {
      const text = state !== 'sent' || latest ? `${words.delivery[state]} ${said}` : '';
      // What stays as it is isn't touched: a long chat has hundreds of these.
      if (delivered === (delivered = state + text)) return;
      // Being sent is not worth interrupting anybody for; what the server has to say about it is.
      delivery.setAttribute('aria-live', said ? 'polite' : 'off');
      delivery.textContent = text;
      editing.hidden = state !== 'refused';
      element.classList.toggle('unsent', state === 'waiting' || state === 'refused');
    },
    markChosen(title) {
      const control = replies.get(title);
      if (control && !isChosen(control)) {
        control.setAttribute('aria-disabled', 'true');
        control.prepend(icon('tick'));
        control.append(unseen(` (${words.chosen})`));
      }
      return !!control;
    },
  };
}

function isChosen(reply: Element): boolean {
  return reply.hasAttribute('aria-disabled');
}

function senderLine({ sender, name, at }: Message): HTMLElement {
  const who = sender === 'staff' && name ? words.named(name) : words.sender[sender];
  const line = build('p.sender', who);
  if (!at) return line;
  // Not by the language: its formats take a slow phone longer to load than all else of a message.
  const time = new Date(at).toTimeString().slice(0, 5);
  line.append(' · ', build('time', { datetime: at }, time));
  return line;
}

function crisisTop(answer: string): HTMLElement {
  const check = answer.startsWith('crisis/check');
  return build('p.crisis-top', icon('help'), check ? words.check : words.crisis);
}

/** The first two numbers of a crisis answer as large controls. */
function callLinks(pieces: ReturnType<NumberFinder>): Child {
  const links = new Map<string, HTMLElement>();
  for (const piece of pieces) {
    if (typeof piece === 'string' || links.has(piece.href) || links.size > 1) continue;
    const { href, name, written } = piece;
    const label = words.call(name === written ? name : `${name} ${written}`);
    links.set(href, build('a.call', { href }, icon('phone'), label));
  }
  return !!links.size && build('p.calls', ...links.values());
}
