// The open chat: the part that stays (name, help, exit), what can be unfolded, messages, writing.

import { words } from '../i18n/words.ts';
import type { Conversation } from '../model/conversation.ts';
import type { Settings } from '../settings.ts';
import { AnswerDue } from './answer-due.ts';
import { build, button } from './build.ts';
import { Composer } from './composer.ts';
import { Disclosure } from './disclosure.ts';
import { exitLink } from './exit-link.ts';
import { helpLines } from './help.ts';
import { icon } from './icons.ts';
import { learning } from './learning.ts';
import { Log } from './log.ts';
import { Trouble } from './trouble.ts';
import { whoAnswers } from './who-answers.ts';

export interface PanelActions {
  close(): void;
  exit: (event: Event) => void;
  clear(): void;
}

export class Panel {
  readonly element: HTMLElement;
  readonly composer: Composer;
  #conversation: Conversation;
  #log: Log;
  #trouble: Trouble;
  #due = new AnswerDue();
  #parts: Disclosure[];

  constructor(
    settings: Settings,
    conversation: Conversation,
    exitUrl: string,
    actions: PanelActions,
  ) {
    this.#conversation = conversation;
    const say = (text: string): void => conversation.say(text);
    this.#log = new Log(
      settings,
      {
        tap: (reply) => conversation.tap(reply),
        source: (answer) => conversation.source(answer),
        edit: ({ id, text }) => {
          conversation.takeBack(id);
          this.composer.text = [this.composer.text, text].filter(Boolean).join('\n');
          this.composer.input.focus();
        },
      },
      say,
    );
    this.composer = new Composer(say, (text) => (conversation.draft = text));
    this.composer.text = conversation.draft;
    this.#trouble = new Trouble(settings, () => conversation.tryNow());
    const help = this.#part(
      'help',
      [icon('help'), words.helpNow],
      words.helpNow,
      words.help.close,
      helpLines(settings),
    );
    const [learn, showLearning] = learning(conversation);
    const who = this.#part(
      'who',
      [words.whoAnswers],
      words.whoAnswers,
      words.who.close,
      whoAnswers(settings, conversation, learn, actions.clear),
      showLearning,
    );
    this.#parts = [help, who];
    const close = button(icon('close'), actions.close, {
      class: 'icon',
      'aria-label': words.close,
    });
    this.element = build(
      'div',
      { class: 'panel' },
      build(
        'header',
        {},
        build('div', { class: 'name' }, icon('steps'), build('h2', {}, words.title), who.opener),
        settings.position !== 'inline' && close,
        build('div', { class: 'safety' }, help.opener, exitLink(exitUrl, actions.exit)),
        settings.demo && build('p', { class: 'demo' }, words.demo),
      ),
      help.part,
      who.part,
      this.#log.element,
      this.#log.below,
      this.#due.element,
      this.#trouble.element,
      this.composer.element,
    );
  }

  /** Brings the screen up to what the conversation knows. */
  show(): void {
    const { atEnd } = this.#log;
    this.#due.show(this.#conversation.answerIsDue, this.#conversation.typing);
    this.#trouble.show(this.#conversation.trouble);
    if (atEnd) this.#log.toEnd(); // what is said below takes room from it
    this.#log.show(this.#conversation.entries(), this.#conversation.seenBefore);
  }

  opened(): void {
    if (this.#conversation.entries().length) this.#log.toEnd(); // else the welcome is read first
    this.composer.input.focus();
    this.composer.element.scrollIntoView({ block: 'nearest' });
  }

  /** Folds up what is unfolded. Returns whether there was anything. */
  foldUp(): boolean {
    const open = this.#parts.filter((part) => part.open);
    open.forEach((part) => part.close());
    return open.length > 0;
  }

  #part(
    look: string,
    label: (Node | string)[],
    name: string,
    closing: string,
    content: HTMLElement[],
    opened?: () => void,
  ): Disclosure {
    const part: Disclosure = new Disclosure(look, label, name, closing, content, (open) => {
      if (!open) return;
      this.#parts.filter((other) => other !== part).forEach((other) => other.close());
      opened?.();
    });
    return part;
  }
}
