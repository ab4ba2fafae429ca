// "Who will answer?": said before anybody is asked for anything.

import { words } from '../i18n/words.ts';
import type { Conversation } from '../model/conversation.ts';
import type { Settings } from '../settings.ts';
import { build, button, tickBox } from './build.ts';
import { paragraphs } from './linked-text.ts';

export function whoAnswers(
  { provider, findNumbers, demo }: Settings,
  conversation: Conversation,
  learn: HTMLElement,
  clear: () => void,
): HTMLElement[] {
  const { help, who } = words;
  const [remember, box] = tickBox(who.remember, () => conversation.remember(box.checked));
  box.checked = conversation.remembered();
  return [
    ...paragraphs(
      `${who.program}\n${who.team(provider.name)}\n${help.ring(provider.phone)}. ${who.hours}`,
      findNumbers,
    ),
    build('b', demo && words.demo),
    build('p', `${who.device} ${words.exitKeys}`),
    remember,
    build('p.small', who.rememberNote),
    learn,
    button('', who.clear, clear),
    build('p.small', who.clearNote),
  ];
}
