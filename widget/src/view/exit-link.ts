import { words } from '../i18n/words.ts';
import { build } from './build.ts';
import { icon } from './icons.ts';

/** The quick exit. A link, so that it leads away even if the script has failed. */
export function exitLink(url: string, exit: (event: Event) => void): HTMLAnchorElement {
  const attributes = {
    href: url,
    rel: 'nofollow noreferrer',
    class: 'exit',
    title: words.exitKeys,
    click: exit,
  };
  return build('a', attributes, icon('exit'), words.exit);
}
