// "Who will answer?": said before anybody is asked for anything.

import { words } from '../i18n/words.ts';
import { dial } from '../dial.ts';
import type { Conversation } from '../model/conversation.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';

export function whoAnswers(
  { provider, demo }: Settings,
  conversation: Conversation,
  learn: HTMLElement,
  clear: () => void,
): HTMLElement[] {
  const who = words.who;
  const remember = build('input', {
    type: 'checkbox',
    change: () => (conversation.remembered = remember.checked),
  });
  remember.checked = conversation.remembered;
  return [
    build('p', {}, who.program),
    build('p', {}, who.team(provider.name)),
    build(
      'p',
      {},
      `${who.phone}: `,
      build('a', { href: dial(provider.phone) }, provider.phone),
      `. ${who.hours}`,
    ),
    build('b', {}, demo && words.demo),
    build('p', {}, who.device, ' ', words.exitKeys),
    build('label', { class: 'remember' }, remember, who.remember),
    build('p', { class: 'small' }, who.rememberNote),
    learn,
    button(who.clear, clear),
    build('p', { class: 'small' }, who.clearNote),
  ];
}
