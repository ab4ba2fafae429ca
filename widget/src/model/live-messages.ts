// Keeps messages coming: a stream while there is one, a poll whenever the stream breaks off.

import type { Access, ApiClient } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';
import { eventReader } from '../api/event-stream.ts';
import { backOff, Pause } from './pause.ts';
import { readMessages, type Message } from './message.ts';

export interface Receiver {
  /** The seq up to which every message is known. */
  upTo(): number;
  receive(messages: Message[]): void;
  /** A member of staff is typing, in the words to show. */
  typing(words: string): void;
  /** The server does not know this conversation any more. */
  gone(): void;
  /** Whether the server could be reached, each time that is learnt. */
  reached(yes: boolean): void;
}

const SILENCE = 45_000; // milliseconds; a live stream has a heartbeat well within
const FIRST_WORD = 8000; // milliseconds; a stream begins with a comment, unless a proxy holds it back
const SLEPT = 20_000; // milliseconds without the heartbeat that comes every 15 seconds
const BETWEEN_POLLS = 2500; // milliseconds, while there is no stream
const STREAM_AGAIN = 60_000; // milliseconds, after a server or proxy that gave none
const TELL_AFTER = 2; // failures in a row; one alone is nothing to alarm anybody with
const SHORT = 3000; // milliseconds; a stream that ends sooner is as good as none

export class LiveMessages {
  #api: ApiClient;
  #access: Access;
  #receiver: Receiver;
  #pause = new Pause();
  #stream: AbortController | null = null;
  #stopped = false;
  #noStreamUntil = 0;
  #heard = 0; // when the stream last said anything

  constructor(api: ApiClient, access: Access, receiver: Receiver) {
    this.#api = api;
    this.#access = access;
    this.#receiver = receiver;
  }

  async run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      const streamed = await this.#readStream();
      const reached = await this.poll();
      failures = reached ? 0 : failures + 1;
      if (this.#stopped) break;
      if (failures === TELL_AFTER) this.#receiver.reached(false);
      await this.#pause.wait(failures ? backOff(failures) : streamed ? 500 : BETWEEN_POLLS);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#stream?.abort();
    this.#pause.cut();
  }

  /** Also ends a stream that has gone quiet while the device slept: a poll and a new one follow. */
  tryNow(): void {
    if (Date.now() - this.#heard > SLEPT) this.#stream?.abort();
    this.#pause.cut();
  }

  /** Asks once for what is missing. Returns whether the server was reached. */
  async poll(): Promise<boolean> {
    if (this.#stopped) return false;
    try {
      this.#hand(await this.#api.messagesAfter(this.#access, this.#receiver.upTo()));
      return true;
    } catch (thrown) {
      this.#failed(thrown);
      return false;
    }
  }

  /** Returns whether there was a stream; comes back when it has ended. */
  async #readStream(): Promise<boolean> {
    if (this.#stopped || Date.now() < this.#noStreamUntil) return false;
    const stream = (this.#stream = new AbortController());
    const began = Date.now();
    this.#heard = began;
    let spoke = false;
    let watch: ReturnType<typeof setTimeout> | undefined;
    const within = (milliseconds: number): void => {
      clearTimeout(watch);
      watch = setTimeout(() => stream.abort(), milliseconds);
    };
    try {
      within(FIRST_WORD);
      const body = await this.#api.events(this.#access, this.#receiver.upTo(), stream.signal);
      const read = eventReader((data) => {
        const said = parse(data);
        if (typeof said === 'string') this.#receiver.typing(said);
        else this.#hand(readMessages([said]));
      });
      const pieces = body
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
        .getReader();
      for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
        if (!spoke) this.#receiver.reached(true);
        spoke = true;
        this.#heard = Date.now();
        within(SILENCE);
        read(piece.value);
      }
    } catch {
      // The poll that follows finds out whether the server is away or only the stream.
    } finally {
      clearTimeout(watch);
      this.#stream = null;
    }
    const useful = spoke && Date.now() - began > SHORT;
    if (!useful) this.#noStreamUntil = Date.now() + STREAM_AGAIN;
    return useful;
  }

  #hand(messages: Message[]): void {
    if (this.#stopped) return;
    this.#receiver.reached(true);
    if (messages.length) this.#receiver.receive(messages);
  }

  #failed(thrown: unknown): void {
    if (this.#stopped) return;
    this.#noStreamUntil = 0; // the server itself was away, so a stream is worth trying afterwards
    if (ApiError.from(thrown).gone) this.#receiver.gone();
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null; // an event that is not ours; a lost message would come with the next poll
  }
}
