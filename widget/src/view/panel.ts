// The open chat: the part that stays (name, help, exit), what can be unfolded, messages, writing.

import { words } from '../i18n/words.ts';
import type { Conversation, State } from '../model/conversation.ts';
import type { Settings } from '../settings.ts';
import { newAnswerDue } from './answer-due.ts';
import { build, button } from './build.ts';
import { newComposer, type Composer } from './composer.ts';
import { newDisclosure } from './disclosure.ts';
import { helpLines } from './help.ts';
import { icon } from './icons.ts';
import { learning } from './learning.ts';
import { newLog } from './log.ts';
import { newTrouble } from './trouble.ts';
import { whoAnswers } from './who-answers.ts';

export interface PanelActions {
  close(): void;
  clear(): void;
  exit: (event: Event) => void;
  exitUrl: string;
}

export interface Panel {
  element: HTMLElement;
  composer: Composer;
  /** Brings the screen up to date. Returns whether there may be more to show, in another task. */
  show(state: State): boolean;
  opened(): void;
  /** For as long as nobody sees it. */
  fold(): void;
  /** Folds up what is unfolded. Returns whether there was anything. */
  foldUp(): boolean;
}

export function newPanel(
  settings: Settings,
  conversation: Conversation,
  { close, clear, exit, exitUrl }: PanelActions,
): Panel {
  const log = newLog(settings, {
    say: conversation.say,
    source: conversation.source,
    edit({ id, text }) {
      conversation.takeBack(id);
      composer.write([composer.input.value, text].filter(Boolean).join('\n'));
      composer.input.focus();
    },
  });
  const composer = newComposer(conversation.say, conversation.typed);
  composer.write(conversation.draft);
  const due = newAnswerDue();
  const trouble = newTrouble(settings, conversation.tryNow, composer.input);
  const [learn, showLearning] = learning(conversation);
  const help = newDisclosure(
    'help',
    icon('help'),
    words.helpNow,
    words.help.close,
    helpLines(settings),
    () => who.close(),
  );
  const who = newDisclosure(
    'who',
    null,
    words.whoAnswers,
    words.who.close,
    whoAnswers(settings, conversation, learn, clear),
    () => {
      help.close();
      showLearning();
    },
  );
  // A link, so that it leads away even if the script has failed.
  const out = { href: exitUrl, rel: 'nofollow noreferrer', title: words.exitKeys, click: exit };
  const element = build(
    'div.panel',
    build(
      'header',
      build('div.name', icon('steps'), build('h2', words.title), who.opener),
      settings.position !== 'inline' &&
        button('icon', icon('close'), close, { 'aria-label': words.close }),
      build('div.safety', help.opener, build('a.exit', out, icon('exit'), words.exit)),
      settings.demo && build('p.demo', words.demo),
    ),
    help.part,
    who.part,
    log.element,
    log.below,
    due.element,
    trouble.element,
    composer.element,
  );

  return {
    element,
    composer,
    show(state) {
      const atEnd = log.atEnd();
      due.show(state.answerIsDue, state.typing);
      trouble.show(state.trouble);
      if (!who.part.hidden) showLearning(); // what was just said may have changed it
      if (atEnd) log.toEnd(); // what is said below takes room from it
      return log.show(state.entries, state.seenBefore);
    },
    fold: log.fold,
    opened() {
      if (conversation.state().entries.length) log.toEnd(); // else the welcome is read first
      composer.input.focus();
      composer.element.scrollIntoView({ block: 'nearest' });
      setTimeout(log.unfold);
    },
    foldUp: () => help.close() || who.close(), // never both are open
  };
}
