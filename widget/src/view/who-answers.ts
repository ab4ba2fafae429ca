// "Who will answer?": said before anybody is asked for anything.

import { words } from '../i18n/words.ts';
import { dial } from '../phone-numbers.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';

export function whoAnswers({ provider, demo }: Settings, clear: () => void): HTMLElement[] {
  const who = words.who;
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
    ...(demo ? [build('p', {}, build('b', {}, words.demo))] : []),
    build('p', {}, who.device, ' ', words.exitKeys),
    button(who.clear, clear, { class: 'plain' }),
    build('p', { class: 'small' }, who.clearNote),
  ];
}
