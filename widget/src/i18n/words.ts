// The language of this page. English is built in; another one is fetched only when it is asked for.

import { en, type Words } from './en.ts';

export type { Words };

/** What every view says. `speak` changes it before the first view is made. */
export let words: Words = en;

const OTHERS = /^(ar|cy|pl)/; // each a file beside chat.js

/** Takes up a language ("pl", "pl-PL"). One not known, or that cannot be fetched, leaves English. */
export async function speak(language: string): Promise<void> {
  const [name] = OTHERS.exec(language) ?? [];
  if (!name) return;
  const address = new URL(`${name}.js`, import.meta.url).href;
  const fetched: { words: Words } | null = await import(/* @vite-ignore */ address).catch(() => null);
  words = fetched?.words ?? en;
}
