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

// A crisis answer may show those with a name as a large control, which then says whose number it is.
const KNOWN =
  'Samaritans 116 123,Lifeline 0808 808 8000,Papyrus 0800 068 4141,Childline 0800 1111,' +
  "NSPCC 0808 800 5000,Refuge 0808 2000 247,Men's Advice Line 0808 801 0327," +
  '999,111,0800 027 1234,0808 80 10 800,0808 802 1414,0300 123 6600,0300 888 3853,' +
  '0300 999 1212,0800 0086 811,08000 121 700,18000,adfam.org.uk';

/** Cuts a text into plain pieces and the known numbers in it, in order. */
export type NumberFinder = (text: string) => (string | PhoneNumber)[];

/** Returns what finds the known numbers, the provider's among them. */
export function numberFinder(provider: { name: string; phone: string }): NumberFinder {
  const known = new Map<string, PhoneNumber>();
  const add = (written: string, name: string, href = hrefOf(written)): unknown =>
    known.set(key(written), { written, href, name });
  for (const each of KNOWN.split(',')) {
    const [, name, number] = /^(\D*?) ?(\d.*)?$/.exec(each)!;
    add(number || each, name || each);
  }
  add(provider.phone, provider.name);
  add('text SHOUT to 85258', 'Shout', HELP_ADDRESSES[3]);
  const patterns = [...known.values()].map(({ written }) =>
    written.replace(/\W/g, (sign) => (sign === ' ' ? '\\s?' : `\\${sign}`)),
  );
  // What follows is no digit, so that of two numbers with the same beginning the longer is found.
  const pattern = new RegExp(`(?<![\\w£+-]|\\d\\s)(${patterns.join('|')})(?!\\w|\\s?\\d)`, 'i');
  return (text) =>
    text.split(pattern).map((written, index) => {
      const number = index % 2 ? known.get(key(written)) : undefined;
      return number ? { ...number, written } : written;
    });
}

function key(written: string): string {
  return written.replace(/\s/g, '').toLowerCase();
}

function hrefOf(written: string): string {
  return /[a-z]/.test(written) ? `https://${written}` : dial(written);
}
