// Everything behind the loader, fetched when the page is idle or the chat is first used.

import { startChat, type Chat } from './element.ts';
import { speak } from './i18n/words.ts';
import type { Shell } from './shell.ts';

export type Start = (shell: Shell) => Chat;

/** Takes up a language, the one of the first element that asks for the whole page, and returns what
 * starts the chat each time that its element is put on the page. */
export async function prepare(language: string): Promise<Start> {
  await speak(language);
  const told = new Set<string>();
  return (shell) => startChat(shell, told);
}
