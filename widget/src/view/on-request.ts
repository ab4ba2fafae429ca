import type { NumberFinder } from '../phone-numbers.ts';
import { words } from '../i18n/words.ts';
import { build, button } from './build.ts';
import { paragraphs } from './linked-text.ts';

/** A small button that shows words asked for: where an answer comes from, why a question is asked. */
export function onRequest(
  label: string,
  find: () => Promise<string>,
  findNumbers: NumberFinder,
): HTMLElement {
  const text = build('div.source-text', { role: 'status', hidden: true });
  const press = async (): Promise<void> => {
    text.hidden = !text.hidden;
    opener.setAttribute('aria-expanded', `${!text.hidden}`);
    if (text.hidden) return;
    text.replaceChildren(build('p', words.sourceLoading));
    const said = await find().catch(() => '');
    text.replaceChildren(...paragraphs(said || words.sourceFailed, findNumbers));
    text.scrollIntoView({ block: 'nearest' });
  };
  const opener = button('source', label, press, { 'aria-expanded': 'false' });
  return build('div', opener, text);
}
