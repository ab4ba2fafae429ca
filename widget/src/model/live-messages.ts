// Keeps messages coming: a stream while there is one, a poll whenever the stream breaks off.

import type { Access, Client } from '../api/client.ts';
import type { Failure } from '../api/failure.ts';
import { eventReader } from '../api/event-stream.ts';
import { backOff, newPause } from './pause.ts';
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

export interface LiveMessages {
  /** Also ends a stream that has gone quiet while the device slept: a poll and a new one follow. */
  tryNow(): void;
  /** Asks once for what is missing. Returns whether the server was reached. */
  poll(): Promise<boolean>;
  stop(): void;
}

const SILENCE = 45_000; // milliseconds; a live stream has a heartbeat well within
const FIRST_WORD = 8000; // milliseconds; a stream begins with a comment, unless a proxy holds it back
const SLEPT = 20_000; // milliseconds without the heartbeat that comes every 15 seconds
const BETWEEN_POLLS = 2500; // milliseconds, while there is no stream
const STREAM_AGAIN = 60_000; // milliseconds, after a server or proxy that gave none
const TELL_AFTER = 2; // failures in a row; one alone is nothing to alarm anybody with
const SHORT = 3000; // milliseconds; a stream that ends sooner is as good as none

/** Begins at once. */
export function liveMessages(client: Client, access: Access, receiver: Receiver): LiveMessages {
  const pause = newPause();
  let stream: AbortController | undefined;
  let stopped = false;
  let noStreamUntil = 0;
  let heard = 0; // when the stream last said anything

  function hand(messages: Message[]): void {
    if (stopped) return;
    receiver.reached(true);
    receiver.receive(messages);
  }

  async function poll(): Promise<boolean> {
    if (stopped) return false;
    try {
      hand(await client.messagesAfter(access, receiver.upTo()));
      return true;
    } catch (thrown) {
      noStreamUntil = 0; // the server itself was away, so a stream is worth trying afterwards
      if (!stopped && (thrown as Failure).gone) receiver.gone();
      return false;
    }
  }

  /** Returns whether there was a stream; comes back when it has ended. */
  async function readStream(): Promise<boolean> {
    const began = (heard = Date.now());
    if (began < noStreamUntil) return false;
    const { signal } = (stream = new AbortController());
    const giveUp = (): void => stream?.abort();
    let watch = setTimeout(giveUp, FIRST_WORD);
    let spoke = false;
    const read = eventReader((data) => {
      const said: unknown = JSON.parse(data);
      if (typeof said === 'string') receiver.typing(said);
      else hand(readMessages([said]));
    });
    try {
      const body = await client.events(access, receiver.upTo(), signal);
      const pieces = body
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
        .getReader();
      for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
        if (!spoke) receiver.reached(true);
        spoke = true;
        heard = Date.now();
        clearTimeout(watch);
        watch = setTimeout(giveUp, SILENCE);
        read(piece.value);
      }
    } catch {
      // Also after an event that is not ours. The poll that follows finds out whether the server is
      // away or only the stream, and brings what was lost.
    }
    giveUp(); // what broke off in the middle would stay open
    clearTimeout(watch);
    const useful = spoke && Date.now() - began > SHORT;
    if (!useful) noStreamUntil = Date.now() + STREAM_AGAIN;
    return useful;
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped;) {
      const streamed = await readStream();
      failures = (await poll()) ? 0 : failures + 1;
      if (stopped) break;
      if (failures === TELL_AFTER) receiver.reached(false);
      await pause.wait(failures ? backOff(failures) : streamed ? 500 : BETWEEN_POLLS);
    }
  }

  void run();
  return {
    tryNow() {
      if (Date.now() - heard > SLEPT) stream?.abort();
      pause.cut();
    },
    poll,
    stop() {
      stopped = true;
      stream?.abort();
      pause.cut();
    },
  };
}
