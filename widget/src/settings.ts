// What a page may set on the element (or, with `data-` before the name, on the script tag).

import { words } from './i18n/words.ts';

export type Position = 'right' | 'left' | 'inline';

export interface Settings {
  server: string; // address of the front door, no slash at its end
  position: Position;
  openLabel: string;
  startMessage: string;
  provider: { name: string; phone: string };
  demo: boolean;
}

/** Reads the attributes. The front door is where this script came from, unless a page says otherwise. */
export function readSettings(element: Element): Settings {
  const read = (name: string, otherwise: string): string =>
    element.getAttribute(name)?.trim() || otherwise;
  const position = read('position', words.dir === 'rtl' ? 'left' : 'right');
  return {
    server: read('server', new URL(import.meta.url).origin).replace(/\/+$/, ''),
    position: position === 'left' || position === 'inline' ? position : 'right',
    openLabel: read('open-label', words.launch),
    startMessage: read('start-message', words.welcome),
    provider: {
      name: read('provider-name', 'UK Addiction Treatment Group'),
      phone: read('phone', '020 3553 3757'),
    },
    demo: (element.getAttribute('demo') ?? 'false') !== 'false',
  };
}
