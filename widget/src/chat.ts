// Everything behind the loader, fetched when the page is idle or the chat is first used.

import { Chat } from './element.ts';
import { speak } from './i18n/words.ts';

/** Makes the chat in a language: the one of the first element that asks, for the whole page. */
export async function make(language: string): Promise<Chat> {
  await speak(language);
  return new Chat();
}
