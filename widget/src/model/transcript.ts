// Everything said so far, from wherever it came: stream, polling, the reply to a POST, this page.
// The same message may come by several ways and in any order; it stands here once.

import { isCrisis, type Message } from './message.ts';
import type { Outgoing } from './outgoing-queue.ts';

export interface Entry {
  key: string;
  message: Message;
  delivery: Outgoing['state'] | 'sent';
  words?: string; // about the delivery
}

export class Transcript {
  #earlier: Message[] = []; // of conversations that the server has ended
  #kept = new Map<number, Message>(); // by seq
  #seqs = new Map<string, number>(); // by id
  #unnumbered = new Map<string, Message>(); // accepted, but the server could not yet say as which
  #notes: { about: string; message: Message }[] = []; // said by the server without keeping it
  #upTo = 0;

  /** The last message before the first gap: everything up to it is here. */
  get upTo(): number {
    return this.#upTo;
  }

  /** Returns those that were new. */
  merge(messages: Message[]): Message[] {
    const fresh = messages.filter((message) => this.#take(message));
    while (this.#kept.has(this.#upTo + 1)) this.#upTo += 1;
    return fresh;
  }

  /** Keeps what the server said about an unsent message; the same words again change nothing. */
  note(about: string, messages: Message[]): void {
    for (const message of messages) {
      const known = this.#notes.some(
        (note) => note.about === about && sameReply(note.message, message),
      );
      if (!known) this.#notes.push({ about, message });
    }
  }

  /** Takes a message that the server has accepted, with its seq, or 0 where there is none yet. */
  accepted(item: Outgoing, seq: number, replies: Message[]): void {
    // Of what was said while it could not be kept, only a crisis answer is still worth reading.
    this.#notes = this.#notes.filter((note) => note.about !== item.id || isCrisis(note.message));
    if (seq < 1) this.#unnumbered.set(item.id, asMessage(item));
    this.merge([asMessage(item, seq), ...replies]);
    this.note(
      item.id,
      replies.filter((reply) => reply.seq < 1),
    );
  }

  /** The server has ended the conversation, which the notice says; what was said stays readable. */
  startAfresh(notice: string): void {
    const before = [...this.sorted(), ...this.#unnumbered.values()];
    const id = `ended ${this.#earlier.length}`;
    if (before.length)
      this.#earlier.push(...before, { ...asMessage({ id, text: notice, at: '' }), sender: 'system' });
    this.#unnumbered.clear();
    this.#kept.clear();
    this.#seqs.clear();
    this.#upTo = 0;
  }

  entries(outgoing: readonly Outgoing[]): Entry[] {
    const entries: Entry[] = [];
    const add = (message: Message, rest: Omit<Entry, 'key' | 'message'>): void => {
      entries.push({ key: message.id || `${message.sender} ${message.seq}`, message, ...rest });
      for (const { about, message: said } of this.#notes) {
        if (about === message.id)
          entries.push({
            key: `${about} ${said.answer} ${said.text}`,
            message: said,
            delivery: 'sent',
          });
      }
    };
    const known = [...this.#earlier, ...this.sorted(), ...this.#unnumbered.values()];
    for (const message of known) add(message, { delivery: 'sent' });
    for (const item of outgoing) {
      if (this.#seqs.has(item.id)) continue; // seen in the stream before the reply to its POST
      add(asMessage(item), { delivery: item.state, ...(item.words && { words: item.words }) });
    }
    return entries;
  }

  sorted(): Message[] {
    return [...this.#kept.values()].sort((one, other) => one.seq - other.seq);
  }

  #take(message: Message): boolean {
    if (message.seq < 1 || this.#kept.has(message.seq) || this.#seqs.has(message.id)) return false;
    this.#kept.set(message.seq, message);
    if (message.id) this.#seqs.set(message.id, message.seq);
    this.#unnumbered.delete(message.id);
    this.#notes = this.#notes.filter((note) => !sameReply(note.message, message));
    return true;
  }
}

function asMessage(item: Pick<Outgoing, 'id' | 'text' | 'at'>, seq = 0): Message {
  return {
    seq,
    id: item.id,
    sender: 'visitor',
    text: item.text,
    buttons: [],
    answer: null,
    days: [],
    at: item.at,
  };
}

/** Whether two replies say the same, one of them perhaps without having been kept. */
function sameReply(one: Message, other: Message): boolean {
  if (other.sender === 'visitor' || one.answer !== other.answer) return false;
  return isCrisis(one) || one.text === other.text;
}
