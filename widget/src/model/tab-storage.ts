// What outlives a page within one tab, and nothing longer. Where storage is blocked, the chat
// works all the same and is forgotten with the page.

import type { Outgoing } from './outgoing-queue.ts';
import type { Access } from '../api/client.ts';

export interface Kept {
  access?: Access;
  outgoing?: Outgoing[];
  seen?: number; // the last seq that was on the screen
  draft?: string;
}

export class TabStorage {
  #key: string;

  constructor(server: string) {
    this.#key = `first-step ${server}`;
  }

  load(): Kept {
    return (
      quietly(() => {
        const kept: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}');
        return typeof kept === 'object' ? (kept as Kept | null) : null;
      }) ?? {}
    );
  }

  save(kept: Kept): void {
    quietly(() => sessionStorage.setItem(this.#key, JSON.stringify(kept)));
  }

  clear(): void {
    quietly(() => sessionStorage.removeItem(this.#key));
  }
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
