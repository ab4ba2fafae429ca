// The numbers that become links in what the bot says. Built in, so that they also work offline;
// a test holds them against content/helplines.yml. Other numbers, the visitor's own among them,
// stay plain text.

import { dial } from './dial.ts';
import { HELP_ADDRESSES } from './help-addresses.ts';

export interface PhoneNumber {
  written: string;
  href: string;
  name: string;
}

// Those that a crisis answer may show as a large control, which then says whose number it is.
const NAMED = [
  ['Samaritans', '116 123'],
  ['Lifeline', '0808 808 8000'],
  ['Papyrus', '0800 068 4141'],
  ['Childline', '0800 1111'],
  ['NSPCC', '0808 800 5000'],
  ['Refuge', '0808 2000 247'],
  ["Men's Advice Line", '0808 801 0327'],
] as const;
const OTHERS =
  '999,111,0800 027 1234,0808 80 10 800,0808 802 1414,0300 123 6600,0300 888 3853,' +
  '0300 999 1212,0800 0086 811,08000 121 700,18000,adfam.org.uk';

export const SHOUT: PhoneNumber = {
  written: 'text SHOUT to 85258',
  href: HELP_ADDRESSES[3],
  name: 'Shout',
};

/** Cuts a text into plain pieces and the known numbers in it, in order. */
export function splitAtNumbers(
  text: string,
  provider: { name: string; phone: string },
): (string | PhoneNumber)[] {
  const known = new Map<string, PhoneNumber>([[key(SHOUT.written), SHOUT]]);
  const add = (written: string, name = written): unknown =>
    known.set(key(written), { written, href: hrefOf(written), name });
  for (const written of OTHERS.split(',')) add(written);
  for (const [name, written] of NAMED) add(written, name);
  add(provider.phone, provider.name);
  const longestFirst = [...known.values()]
    .map((each) => each.written)
    .sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map((written) =>
    written.replace(/\W/g, (sign) => (sign === ' ' ? '\\s?' : `\\${sign}`)),
  );
  const pieces = text.split(
    new RegExp(`(?<![\\w£+-]|\\d\\s)(${pattern.join('|')})(?!\\w|\\s?\\d)`, 'i'),
  );
  return pieces.map((piece, index) => {
    const number = index % 2 ? known.get(key(piece)) : undefined;
    return number ? { ...number, written: piece } : piece;
  });
}

function key(written: string): string {
  return written.replace(/\s/g, '').toLowerCase();
}

function hrefOf(written: string): string {
  return /[a-z]/.test(written) ? `https://${written}` : dial(written);
}
