// "Get help now": complete without a server, a network or a conversation.

import { dial } from '../dial.ts';
import { words } from '../i18n/words.ts';
import type { Settings } from '../settings.ts';
import { build } from './build.ts';
import { HELP_ADDRESSES } from '../help-addresses.ts';
import { icon } from './icons.ts';
import { paragraphs } from './linked-text.ts';

export function helpLines({ provider, findNumbers }: Settings): HTMLElement[] {
  const { help } = words;
  const ring = [help.ring(provider.phone), help.provider(provider.name)] as const;
  const addresses = [...HELP_ADDRESSES, dial(provider.phone)];
  const lines = [...help.lines, ring].map(([contact, name], index) => {
    const href = addresses[index]!;
    const look = icon(href.startsWith('sms') ? 'chat' : 'phone');
    const text = build('span', build('b', contact), build('span', name));
    return build('li', build(index ? 'a' : 'a.first', { href }, look, text));
  });
  return [
    build('p', help.intro),
    build('ul.lines', ...lines),
    ...paragraphs(
      `${help.nations}\n${help.silent}\n${help.limits}\n${words.exitKeys}`,
      findNumbers,
    ),
  ];
}
