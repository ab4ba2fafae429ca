// What the visitor has sent and the server has not yet confirmed. One at a time and in order; each
// keeps the id it was born with, so sending again can never double it.

import type { Failure } from '../api/failure.ts';
import { backOff, newPause } from './pause.ts';

export type OutgoingState = 'sending' | 'waiting' | 'refused';

export interface Outgoing {
  id: string;
  text: string; // for a tapped reply, its title
  payload?: string | undefined;
  at: string;
  state: OutgoingState;
  words?: string; // what the server said about it
}

export interface OutgoingQueue {
  items(): readonly Outgoing[];
  /** True while something could not be sent and the server has not said why. */
  stuck(): boolean;
  add(item: Outgoing): void;
  /** Gives up on a message. */
  drop(id: string): void;
  tryNow(): void;
  stop(): void;
}

/** Tells `changed` after every try, whatever came of it. */
export function newOutgoingQueue(
  deliver: (item: Outgoing) => Promise<void>,
  changed: () => void,
): OutgoingQueue {
  let items: Outgoing[] = [];
  const pause = newPause();
  let running = false;
  let stopped = false;

  const drop = (id: string): void => {
    items = items.filter((item) => item.id !== id);
  };

  const next = (): Outgoing | false | undefined =>
    !stopped && items.find((item) => item.state !== 'refused');

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    let failures = 0;
    for (let item = next(); item; item = next()) {
      const again = await attempt(item);
      if (stopped) break;
      changed();
      failures = again === null ? 0 : failures + 1;
      if (again !== null) await pause.wait(again || backOff(failures));
    }
    running = false;
  }

  /** Returns the milliseconds after which to try again, 0 if nobody said; null if it is done with. */
  async function attempt(item: Outgoing): Promise<number | null> {
    try {
      delete item.words;
      await deliver(item);
      drop(item.id);
      return null;
    } catch (thrown) {
      const { permanent, words, retryAfter = 0 } = thrown as Failure;
      item.state = permanent ? 'refused' : 'waiting';
      if (words) item.words = words;
      return permanent ? null : retryAfter;
    }
  }

  const tryNow = (): void => {
    pause.cut();
    void run();
  };

  return {
    items: () => items,
    stuck: () => items.some((item) => item.state === 'waiting' && !item.words),
    add(item) {
      items.push(item);
      tryNow();
    },
    drop,
    tryNow,
    stop() {
      stopped = true;
      pause.cut();
    },
  };
}
