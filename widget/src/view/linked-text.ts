import type { NumberFinder } from '../phone-numbers.ts';
import { build } from './build.ts';

/** The text with known phone numbers as links. */
function linkNumbers(text: string, findNumbers: NumberFinder): (Node | string)[] {
  return findNumbers(text).map((piece) =>
    typeof piece === 'string'
      ? piece
      : build('a', { href: piece.href, rel: 'noreferrer' }, piece.written),
  );
}

/** One paragraph for each line. */
export function paragraphs(text: string, findNumbers: NumberFinder): HTMLParagraphElement[] {
  return text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => build('p', ...linkNumbers(line, findNumbers)));
}
