// What the visitor has sent and the server has not yet confirmed. One at a time and in order; each
// keeps the id it was born with, so sending again can never double it.

import { ApiError } from '../api/errors.ts';
import { backOff, Pause } from './pause.ts';

export type OutgoingState = 'sending' | 'waiting' | 'refused';

export interface Outgoing {
  id: string;
  text: string; // for a tapped reply, its title
  payload?: string;
  at: string;
  state: OutgoingState;
  words?: string; // what the server said about it
}

export interface Delivery {
  deliver(item: Outgoing): Promise<void>;
  changed(): void;
}

export class OutgoingQueue {
  readonly items: Outgoing[] = [];
  #delivery: Delivery;
  #pause = new Pause();
  #running = false;
  #stopped = false;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** True while something could not be sent and the server has not said why. */
  get stuck(): boolean {
    return this.items.some((item) => item.state === 'waiting' && !item.words);
  }

  add(item: Outgoing): void {
    this.items.push(item);
    this.tryNow();
  }

  /** Gives up on a message. */
  drop(id: string): void {
    const at = this.items.findIndex((item) => item.id === id);
    if (at >= 0) this.items.splice(at, 1);
  }

  tryNow(): void {
    this.#pause.cut();
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#pause.cut();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let failures = 0;
    for (let item = this.#next(); item && !this.#stopped; item = this.#next()) {
      const error = await this.#try(item);
      if (this.#stopped) break;
      this.#delivery.changed();
      if (!error || error.permanent) {
        failures = 0;
        continue;
      }
      failures += 1;
      await this.#pause.wait(error.retryAfter ?? backOff(failures));
    }
    this.#running = false;
  }

  #next(): Outgoing | undefined {
    return this.items.find((item) => item.state !== 'refused');
  }

  async #try(item: Outgoing): Promise<ApiError | null> {
    try {
      delete item.words;
      await this.#delivery.deliver(item);
      this.drop(item.id);
      return null;
    } catch (thrown) {
      const error = ApiError.from(thrown);
      item.state = error.permanent ? 'refused' : 'waiting';
      if (error.words) item.words = error.words;
      return error;
    }
  }
}
