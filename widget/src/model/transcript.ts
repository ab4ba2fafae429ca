// Everything said so far, from wherever it came: stream, polling, the reply to a POST, this page.
// The same message may come by several ways and in any order; it stands here once.

import { isCrisis, ownMessage, type Message } from './message.ts';
import type { Outgoing } from './outgoing-queue.ts';

export interface Entry {
  key: string;
  message: Message;
  delivery: Outgoing['state'] | 'sent';
  words?: string | undefined; // about the delivery
}

export interface Transcript {
  /** The last message before the first gap: everything up to it is here. */
  upTo(): number;
  /** Returns those that were new. */
  merge(messages: Message[]): Message[];
  /** Keeps what the server said about an unsent message; the same words again change nothing. */
  note(about: string, messages: Message[]): void;
  /** Takes a message that the server has accepted, with its seq, or 0 where there is none yet. */
  accepted(item: Outgoing, seq: number, replies: Message[]): void;
  /** The server has ended the conversation, which the notice says; what was said stays readable. */
  startAfresh(notice: string): void;
  entries(outgoing: readonly Outgoing[]): Entry[];
  sorted(): Message[];
}

export function newTranscript(): Transcript {
  const earlier: Message[] = []; // of conversations that the server has ended
  const kept = new Map<number, Message>(); // by seq
  const seqs = new Map<string, number>(); // by id
  const unnumbered = new Map<string, Message>(); // accepted, but the server could not yet say as which
  let notes: { about: string; message: Message }[] = []; // said by the server without keeping it
  let upTo = 0;

  const sorted = (): Message[] => [...kept.values()].sort((one, other) => one.seq - other.seq);

  function take(message: Message): boolean {
    const { seq, id } = message;
    if (seq < 1 || kept.has(seq) || seqs.has(id)) return false;
    kept.set(seq, message);
    if (id) seqs.set(id, seq);
    unnumbered.delete(id);
    notes = notes.filter((note) => !sameReply(note.message, message));
    return true;
  }

  function merge(messages: Message[]): Message[] {
    const fresh = messages.filter(take);
    while (kept.has(upTo + 1)) upTo += 1;
    return fresh;
  }

  function note(about: string, messages: Message[]): void {
    for (const message of messages)
      if (!notes.some((each) => each.about === about && sameReply(each.message, message)))
        notes.push({ about, message });
  }

  return {
    upTo: () => upTo,
    merge,
    note,
    accepted(item, seq, replies) {
      // Of what was said while it could not be kept, only a crisis answer is still worth reading.
      notes = notes.filter(({ about, message }) => about !== item.id || isCrisis(message));
      const message = ownMessage(item, seq);
      if (seq < 1) unnumbered.set(item.id, message);
      merge([message, ...replies]);
      note(
        item.id,
        replies.filter((reply) => reply.seq < 1),
      );
    },
    startAfresh(notice) {
      const before = [...sorted(), ...unnumbered.values()];
      const ended = ownMessage({ id: `ended ${earlier.length}`, text: notice, at: '' });
      if (before.length) earlier.push(...before, { ...ended, sender: 'system' });
      for (const each of [unnumbered, kept, seqs]) each.clear();
      upTo = 0;
    },
    entries(outgoing) {
      const entries: Entry[] = [];
      const add = (message: Message, delivery: Entry['delivery'], words?: string): void => {
        const { id, sender, seq } = message;
        entries.push({ key: id || `${sender} ${seq}`, message, delivery, words });
        for (const { about, message: said } of notes)
          if (about === id)
            entries.push({
              key: `${about} ${said.answer} ${said.text}`,
              message: said,
              delivery: 'sent',
            });
      };
      for (const message of [...earlier, ...sorted(), ...unnumbered.values()]) add(message, 'sent');
      for (const item of outgoing)
        if (!seqs.has(item.id))
          // else seen in the stream before the reply to its POST
          add(ownMessage(item), item.state, item.words);
      return entries;
    },
    sorted,
  };
}

/** Whether two replies say the same, one of them perhaps without having been kept. */
function sameReply(one: Message, other: Message): boolean {
  if (other.sender === 'visitor' || one.answer !== other.answer) return false;
  return isCrisis(one) || one.text === other.text;
}
