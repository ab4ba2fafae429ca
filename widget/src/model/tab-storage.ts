// What outlives a page: within one tab, or on this device if the visitor chose so. Where storage is
// blocked, the chat works all the same and is forgotten with the page.

import type { Outgoing } from './outgoing-queue.ts';
import type { Access } from '../api/client.ts';

export interface Kept {
  access?: Access;
  outgoing?: Outgoing[];
  seen?: number; // the last seq that was on the screen
  draft?: string;
  at?: number; // when this was kept, milliseconds
}

const PREFIX = 'first-step ';
const LONGEST = 30 * 24 * 3600_000; // milliseconds that a device remembers after the last use

export class TabStorage {
  readonly key: string;
  #remembered = false;

  constructor(name: string) {
    this.key = PREFIX + name;
  }

  /** Whether the chat is kept on this device, after this tab too. */
  get remembered(): boolean {
    return this.#remembered;
  }

  /** Nothing stays where it was kept before. */
  remember(yes: boolean, kept: Kept): void {
    quietly(() => this.#store.removeItem(this.key));
    this.#remembered = yes;
    this.save(kept);
  }

  load(): Kept {
    this.#remembered = !!quietly(() => localStorage.getItem(this.key));
    const kept = quietly(() => JSON.parse(this.#store.getItem(this.key) ?? '{}') as Kept) ?? {};
    if ((kept.at ?? Infinity) > Date.now() - LONGEST) return kept;
    quietly(() => this.#store.removeItem(this.key)); // its own alone: another chat may be on the page
    this.#remembered = false;
    return {};
  }

  save(kept: Kept): void {
    quietly(() => this.#store.setItem(this.key, JSON.stringify({ ...kept, at: Date.now() })));
  }

  clear(): void {
    this.#remembered = false;
    for (const name of ['sessionStorage', 'localStorage'] as const) {
      quietly(() => {
        for (const key of Object.keys(window[name]))
          if (key.startsWith(PREFIX)) window[name].removeItem(key);
      });
    }
  }

  get #store(): Storage {
    return this.#remembered ? localStorage : sessionStorage;
  }
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
