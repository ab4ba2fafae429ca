// What outlives a page: within one tab, or on this device if the visitor chose so. Where storage is
// blocked, the chat works all the same and is forgotten with the page.

import type { Outgoing } from './outgoing-queue.ts';
import type { Access } from '../api/client.ts';

export interface Kept {
  access?: Access | undefined;
  outgoing?: readonly Outgoing[];
  seen?: number; // the last seq that was on the screen
  draft?: string;
  at?: number; // when this was kept, milliseconds
}

export interface TabStorage {
  readonly key: string;
  /** Whether the chat is kept on this device, after this tab too. */
  remembered(): boolean;
  /** Nothing stays where it was kept before. */
  remember(yes: boolean, kept: Kept): void;
  load(): Kept;
  save(kept: Kept): void;
}

const LONGEST = 30 * 24 * 3600_000; // milliseconds that a device remembers after the last use

export function newTabStorage(name: string): TabStorage {
  const key = `first-step ${name}`; // as ../leave.ts knows it
  let remembered = false;
  const store = (): Storage => (remembered ? localStorage : sessionStorage);
  const remove = (): void => quietly(() => store().removeItem(key));
  const save = (kept: Kept): void =>
    quietly(() => store().setItem(key, JSON.stringify({ ...kept, at: Date.now() })));

  return {
    key,
    remembered: () => remembered,
    remember(yes, kept) {
      remove();
      remembered = yes;
      save(kept);
    },
    load() {
      remembered = !!quietly(() => localStorage.getItem(key));
      const kept = quietly(() => JSON.parse(store().getItem(key)!) as Kept | null) ?? {};
      if (!(kept.at! < Date.now() - LONGEST)) return kept;
      remove(); // its own alone: another chat may be on the page
      remembered = false;
      return {};
    },
    save,
  };
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
