// One conversation as this tab knows it: what was said, what is still on its way, what is awaited.

import { words } from '../i18n/words.ts';
import { newClient, type Learning } from '../api/client.ts';
import type { Failure } from '../api/failure.ts';
import { liveMessages, type LiveMessages } from './live-messages.ts';
import { newOutgoingQueue, type Outgoing } from './outgoing-queue.ts';
import { newTabStorage, type Kept } from './tab-storage.ts';
import { newTranscript, type Entry } from './transcript.ts';

export interface Conversation {
  stop(): void;
  /** With the payload of the reply that was tapped, if it was one. */
  say(text: string, payload?: string): void;
  /** Gives up on a message that was refused. */
  takeBack(id: string): void;
  tryNow(): void;
  source(answer: string): Promise<string>;
  /** Undefined before anything was said: there is nothing to learn from. */
  learning(change?: { on: boolean }): Promise<Partial<Learning> | undefined>;
  markRead(): void;
  /** Where it is kept: every other tab hears of a change under this name. */
  readonly storageKey: string;
  /** All that the screen shows. */
  state(): State;
  /** Whether it outlives this tab, which only the visitor decides. */
  remembered(): boolean;
  remember(yes: boolean): void;
  /** What was being written before this page. */
  readonly draft: string;
  /** Keeps what is being written, and lets a person who answers see that somebody writes. */
  typed(text: string): void;
}

export interface State {
  entries: Entry[];
  unread: number;
  /** The last seq that was on the screen before this page: nothing up to it is news. */
  seenBefore: number;
  /** True while a program, not a person, owes the visitor an answer. */
  answerIsDue: boolean;
  /** The words that say who is typing just now, '' for nobody. */
  typing: string;
  /** What does not work just now: something could not be sent, or nothing can be received. */
  trouble: 'unsent' | 'cutOff' | null;
}

const TYPING_AGAIN = 5000; // milliseconds; staff see it a little longer
const ASK_AFTER = [3000, 8000]; // milliseconds after sending, in case a proxy holds the stream back

/** Takes up what this tab was talking about. Asks the server nothing if that was nothing. */
export function newConversation(server: string, changed: () => void, key: string): Conversation {
  const client = newClient(server);
  const storage = newTabStorage(key);
  const transcript = newTranscript();
  const queue = newOutgoingQueue(deliver, update);
  const kept = storage.load();
  let { access, seen = 0, draft = '' } = kept;
  let seenBefore = seen;
  let live: LiveMessages | undefined;
  let unreachable = false;
  let stopped = false;
  let updating = false;
  let typing = '';
  let typingAgain = 0; // from when on staff may be told again

  function send(text: string, payload?: string): void {
    const at = new Date().toISOString();
    queue.add({ id: newId(), at, state: 'sending', text, payload });
    update();
  }

  async function deliver(item: Outgoing): Promise<void> {
    try {
      access ??= await client.open();
      const { id, text, payload } = item;
      const { seq, messages } = await client.send(access, payload ? { id, payload } : { id, text });
      transcript.accepted(item, seq, messages);
      listen();
      for (const delay of ASK_AFTER) setTimeout(() => answerIsDue() && live?.poll(), delay);
    } catch (thrown) {
      const { messages = [], gone } = thrown as Failure;
      transcript.note(item.id, messages);
      if (gone) {
        startAfresh();
        delete item.payload; // the next conversation has not offered it; its title says the same
      }
      throw thrown;
    }
  }

  function listen(): void {
    if (!access || live || stopped) return;
    live = liveMessages(client, access, {
      upTo: transcript.upTo,
      receive: (messages) => {
        if (transcript.merge(messages).length) update();
      },
      typing: (who) => {
        typing = who;
        changed();
      },
      gone: startAfresh,
      reached,
    });
  }

  function reached(yes: boolean): void {
    if (unreachable !== yes) return;
    unreachable = !yes;
    if (yes) queue.tryNow();
    changed();
  }

  function startAfresh(): void {
    live?.stop();
    live = access = undefined;
    seen = seenBefore = 0;
    unreachable = false;
    transcript.startAfresh(words.ended);
    update();
  }

  /** Once for all that comes in one piece: 500 messages at once are one change. */
  function update(): void {
    if (updating) return;
    updating = true;
    queueMicrotask(() => {
      updating = false;
      if (stopped) return;
      save();
      changed();
    });
  }

  const toKeep = (): Kept => ({ access, outgoing: queue.items(), seen, draft });

  function save(): void {
    if (!stopped) storage.save(toKeep());
  }

  function withPerson(): boolean {
    const last = transcript.sorted().findLast(({ sender }) => sender !== 'visitor');
    return !!last && (last.sender === 'staff' || last.answer.startsWith('handoff/'));
  }

  const answerIsDue = (): boolean =>
    transcript.sorted().at(-1)?.sender === 'visitor' && !withPerson();

  kept.outgoing?.forEach(queue.add);
  listen();
  return {
    stop() {
      stopped = true;
      queue.stop();
      live?.stop();
    },
    say: send,
    takeBack(id) {
      queue.drop(id);
      update();
    },
    tryNow() {
      queue.tryNow();
      live?.tryNow();
    },
    source: client.source,
    learning: async (change) => access && client.learning(access, change),
    markRead() {
      const last = transcript.sorted().at(-1)?.seq ?? 0;
      if (last <= seen) return;
      seen = last;
      save();
    },
    storageKey: storage.key,
    remembered: storage.remembered,
    remember: (yes) => storage.remember(yes, toKeep()),
    draft,
    typed(text) {
      if (text === draft) return;
      draft = text;
      save();
      const now = Date.now();
      if (!text || !access || !withPerson() || now < typingAgain) return;
      typingAgain = now + TYPING_AGAIN;
      client.typing(access).catch(() => {}); // a later key tells it again
    },
    state: () => ({
      entries: transcript.entries(queue.items()),
      unread: transcript.sorted().filter((each) => each.seq > seen && each.sender !== 'visitor')
        .length,
      seenBefore,
      answerIsDue: answerIsDue(),
      typing,
      trouble: queue.stuck() ? 'unsent' : unreachable ? 'cutOff' : null,
    }),
  };
}

function newId(): string {
  // randomUUID is missing on pages without https; getRandomValues is not.
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return [...numbers].map((each) => each.toString(36)).join('-');
}
