// What a page may set on the element (or, with `data-` before the name, on the script tag).

import { words } from './i18n/words.ts';
import { numberFinder, type NumberFinder } from './phone-numbers.ts';

export type Position = 'right' | 'left' | 'inline';

export interface Settings {
  server: string; // address of the front door, no slash at its end
  position: Position;
  openLabel: string;
  startMessage: string;
  provider: { name: string; phone: string };
  findNumbers: NumberFinder;
  demo: boolean;
}

/** Reads the attributes. The front door is where this script came from, unless a page says otherwise. */
export function readSettings(element: Element): Settings {
  const read = (name: string, otherwise: string): string => element.getAttribute(name) || otherwise;
  const position = read('position', words.dir === 'rtl' ? 'left' : 'right');
  const provider = {
    name: read('provider-name', 'UK Addiction Treatment Group'),
    phone: read('phone', '020 3553 3757'),
  };
  return {
    server: read('server', new URL(import.meta.url).origin).replace(/\/$/, ''),
    position: position === 'left' || position === 'inline' ? position : 'right',
    openLabel: read('open-label', words.launch),
    startMessage: read('start-message', words.welcome),
    provider,
    findNumbers: numberFinder(provider),
    demo: ![null, 'false'].includes(element.getAttribute('demo')),
  };
}
