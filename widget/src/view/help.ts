// "Get help now": complete without a server, a network or a conversation.

import { dial } from '../dial.ts';
import { words } from '../i18n/words.ts';
import { SHOUT } from '../phone-numbers.ts';
import type { Settings } from '../settings.ts';
import { build } from './build.ts';
import { icon } from './icons.ts';
import { linkNumbers } from './linked-text.ts';

export function helpLines({ provider }: Settings): HTMLElement[] {
  const help = words.help;
  return [
    build('p', {}, help.intro),
    build(
      'ul',
      { class: 'lines' },
      line('tel:999', help.emergency.contact, help.emergency.name, 'first'),
      line('tel:111', help.nhs.contact, help.nhs.name),
      line('tel:116123', help.samaritans.contact, help.samaritans.name),
      line(SHOUT.href, help.shout.contact, help.shout.name),
      line(dial(provider.phone), help.ring(provider.phone), help.provider(provider.name)),
    ),
    build('p', {}, ...linkNumbers(help.nations, provider)),
    build('p', {}, ...linkNumbers(help.silent, provider)),
    build('p', {}, help.limits),
    build('p', {}, words.exitKeys),
  ];
}

function line(href: string, contact: string, name: string, look = ''): HTMLLIElement {
  const link = build('a', { href, class: look }, icon(href.startsWith('sms') ? 'chat' : 'phone'));
  link.append(build('span', {}, build('b', {}, contact), build('span', {}, name)));
  return build('li', {}, link);
}
