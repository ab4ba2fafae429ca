// Days to tap where the flow asks for a time to call; the front door says which. A day and a part of
// the day become one sentence, which the flow reads as if it had been typed.

import { words } from '../i18n/words.ts';
import { build, button, replyGroup } from './build.ts';

/** The days, and what turns a part of the day into words: empty where no day is chosen. */
export function dayChoice(dates: string[]): [HTMLElement, (part: string) => string] {
  let chosen = '';
  const controls = dates.map((date) => {
    const name = inWords(date, 'en-GB', 'long');
    const press = (): void => {
      const again = chosen === name;
      chosen = again ? '' : name;
      for (const each of controls)
        each.setAttribute('aria-pressed', `${!again && each === control}`);
    };
    const label = inWords(date, words.lang, 'short');
    const control = button('reply', label, press, { 'aria-pressed': 'false' });
    return control;
  });
  return [
    replyGroup(words.days, build('p.sender', words.days), ...controls),
    (part) => chosen && `${chosen}, ${part.toLowerCase()}`,
  ];
}

function inWords(date: string, lang: string, length: 'long' | 'short'): string {
  // Dates have no time zone: read and written as UTC, a day stays the same day everywhere.
  const format = { weekday: length, day: 'numeric', month: length, timeZone: 'UTC' } as const;
  return new Date(date).toLocaleDateString(lang, format);
}
