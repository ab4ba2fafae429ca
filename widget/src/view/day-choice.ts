// Days to tap where the flow asks for a time to call. A day and a part of the day become one
// sentence, which the flow reads as if it had been typed.

import { words } from '../i18n/words.ts';
import { build, button } from './build.ts';

const DAYS = 6;
const DAY = 24 * 3600_000; // milliseconds

/** The days, and what turns a part of the day into words: empty where no day is chosen. */
export function dayChoice(): { days: HTMLElement; on(part: string): string } {
  let chosen = '';
  const now = Date.now();
  const controls = Array.from({ length: DAYS }, (_, ahead) => {
    const day = now + ahead * DAY;
    const format = { weekday: 'short', day: 'numeric', month: 'short' } as const;
    const name = inLondon(day, 'en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
    const press = (): void => {
      chosen = chosen === name ? '' : name;
      for (const each of controls)
        each.setAttribute('aria-pressed', String(!!chosen && each === control));
    };
    const attributes = { class: 'reply', 'aria-pressed': 'false' };
    const control = button(inLondon(day, words.lang, format), press, attributes);
    return control;
  });
  const attributes = { class: 'replies', role: 'group', 'aria-label': words.days };
  return {
    days: build('div', attributes, build('p', { class: 'sender' }, words.days), ...controls),
    on: (part) => chosen && `${chosen}, ${part.toLowerCase()}`,
  };
}

function inLondon(at: number, lang: string, format: Intl.DateTimeFormatOptions): string {
  return new Date(at).toLocaleString(lang, { timeZone: 'Europe/London', ...format });
}
