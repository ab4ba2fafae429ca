import { splitAtNumbers } from '../phone-numbers.ts';
import type { Settings } from '../settings.ts';
import { build } from './build.ts';

/** The text with known phone numbers as links. */
export function linkNumbers(text: string, provider: Settings['provider']): (Node | string)[] {
  return splitAtNumbers(text, provider).map((piece) =>
    typeof piece === 'string' ? piece : build('a', { href: piece.href, rel: 'noreferrer' }, piece.written),
  );
}

/** One paragraph for each line. */
export function paragraphs(text: string, provider: Settings['provider']): HTMLParagraphElement[] {
  return text
    .split(/\n+/)
    .filter((line) => line.trim())
    .map((line) => build('p', {}, ...linkNumbers(line, provider)));
}
