// One conversation as this tab knows it: what was said, what is still on its way, what is awaited.

import { words } from '../i18n/words.ts';
import { ApiClient, type Access, type Learning } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';
import { LiveMessages } from './live-messages.ts';
import type { Message, QuickReply } from './message.ts';
import { OutgoingQueue, type Outgoing } from './outgoing-queue.ts';
import { TabStorage, type Kept } from './tab-storage.ts';
import { Transcript, type Entry } from './transcript.ts';

const TYPING_AGAIN = 5000; // milliseconds; staff see it a little longer
const ASK_AFTER = [3000, 8000]; // milliseconds after sending, in case a proxy holds the stream back

export class Conversation {
  readonly #api: ApiClient;
  readonly #storage: TabStorage;
  readonly #changed: () => void;
  #transcript = new Transcript();
  #queue: OutgoingQueue;
  #access: Access | undefined;
  #live: LiveMessages | null = null;
  #seen = 0;
  #seenBefore = 0;
  #draft = '';
  #unreachable = false;
  #stopped = false;
  #updating = false;
  #typingAgain = 0; // from when on staff may be told again
  /** The words that say who is typing just now, '' for nobody. */
  typing = '';

  constructor(server: string, changed: () => void, key = server) {
    this.#api = new ApiClient(server);
    this.#storage = new TabStorage(key);
    this.#changed = changed;
    this.#queue = new OutgoingQueue({
      deliver: (item) => this.#deliver(item),
      changed: () => this.#update(),
    });
  }

  /** Takes up what this tab was talking about. Asks the server nothing if that was nothing. */
  start(): void {
    const kept = this.#storage.load();
    this.#access = kept.access;
    this.#seen = this.#seenBefore = kept.seen ?? 0;
    this.#draft = kept.draft ?? '';
    for (const item of kept.outgoing ?? []) this.#queue.add(item);
    this.#listen();
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.stop();
    this.#live?.stop();
  }

  /** Ends it here for good and leaves nothing in this tab. */
  forget(): void {
    this.stop();
    this.#storage.clear();
  }

  say(text: string): void {
    this.#send({ text });
  }

  tap(reply: QuickReply): void {
    this.#send({ text: reply.title, payload: reply.payload });
  }

  /** Gives up on a message that was refused. */
  takeBack(id: string): void {
    this.#queue.drop(id);
    this.#update();
  }

  tryNow(): void {
    this.#queue.tryNow();
    this.#live?.tryNow();
  }

  source(answer: string): Promise<string> {
    return this.#api.source(answer);
  }

  /** Undefined before anything was said: there is nothing to learn from. */
  async learning(change?: { on: boolean }): Promise<Partial<Learning> | undefined> {
    return this.#access && this.#api.learning(this.#access, change);
  }

  entries(): Entry[] {
    return this.#transcript.entries(this.#queue.items);
  }

  /** Where it is kept: every other tab hears of a change under this name. */
  get storageKey(): string {
    return this.#storage.key;
  }

  /** Whether it outlives this tab, which only the visitor decides. */
  get remembered(): boolean {
    return this.#storage.remembered;
  }

  set remembered(yes: boolean) {
    this.#storage.remember(yes, this.#kept());
  }

  get draft(): string {
    return this.#draft;
  }

  set draft(text: string) {
    if (text === this.#draft) return;
    this.#draft = text;
    this.#save();
    const now = Date.now();
    if (!text || !this.#withPerson || now < this.#typingAgain) return;
    this.#typingAgain = now + TYPING_AGAIN;
    this.#api.typing(this.#access!).catch(() => {}); // a later key tells it again
  }

  /** What does not work just now: something could not be sent, or nothing can be received. */
  get trouble(): 'unsent' | 'cutOff' | null {
    return this.#queue.stuck ? 'unsent' : this.#unreachable ? 'cutOff' : null;
  }

  /** True while a program, not a person, owes the visitor an answer. */
  get answerIsDue(): boolean {
    return this.#transcript.sorted().at(-1)?.sender === 'visitor' && !this.#withPerson;
  }

  get #withPerson(): boolean | undefined {
    const last = this.#transcript.sorted().findLast((message) => message.sender !== 'visitor');
    return last?.sender === 'staff' || last?.answer?.startsWith('handoff/');
  }

  /** The last seq that was on the screen before this page: nothing up to it is news. */
  get seenBefore(): number {
    return this.#seenBefore;
  }

  get unread(): number {
    return this.#transcript
      .sorted()
      .filter((each) => each.seq > this.#seen && each.sender !== 'visitor').length;
  }

  markRead(): void {
    const last = this.#transcript.sorted().at(-1)?.seq ?? 0;
    if (last <= this.#seen) return;
    this.#seen = last;
    this.#save();
  }

  #send(what: { text: string; payload?: string }): void {
    const at = new Date().toISOString();
    this.#queue.add({ id: newId(), at, state: 'sending', ...what });
    this.#update();
  }

  async #deliver(item: Outgoing): Promise<void> {
    try {
      this.#access ??= await this.#api.open();
      const { id, text, payload } = item;
      const accepted = await this.#api.send(this.#access, payload ? { id, payload } : { id, text });
      this.#transcript.accepted(item, accepted.seq, accepted.messages);
      this.#listen();
      for (const delay of ASK_AFTER) setTimeout(() => this.answerIsDue && this.#live?.poll(), delay);
    } catch (thrown) {
      const error = ApiError.from(thrown);
      this.#transcript.note(item.id, error.messages);
      if (error.gone) {
        this.#startAfresh();
        delete item.payload; // the next conversation has not offered it; its title says the same
      }
      throw error;
    }
  }

  #listen(): void {
    if (!this.#access || this.#live || this.#stopped) return;
    this.#live = new LiveMessages(this.#api, this.#access, {
      upTo: () => this.#transcript.upTo,
      receive: (messages) => this.#receive(messages),
      typing: (words) => {
        this.typing = words;
        this.#changed();
      },
      gone: () => this.#startAfresh(),
      reached: (yes) => this.#reached(yes),
    });
    void this.#live.run();
  }

  #receive(messages: Message[]): void {
    if (this.#transcript.merge(messages).length) this.#update();
  }

  #reached(yes: boolean): void {
    if (this.#unreachable === !yes) return;
    this.#unreachable = !yes;
    if (yes) this.#queue.tryNow();
    this.#changed();
  }

  #startAfresh(): void {
    this.#live?.stop();
    this.#live = null;
    this.#access = undefined;
    this.#seen = this.#seenBefore = 0;
    this.#unreachable = false;
    this.#transcript.startAfresh(words.ended);
    this.#update();
  }

  /** Once for all that comes in one piece: 500 messages at once are one change. */
  #update(): void {
    if (this.#updating) return;
    this.#updating = true;
    queueMicrotask(() => {
      this.#updating = false;
      if (this.#stopped) return;
      this.#save();
      this.#changed();
    });
  }

  #save(): void {
    if (!this.#stopped) this.#storage.save(this.#kept());
  }

  #kept(): Kept {
    return {
      ...(this.#access && { access: this.#access }),
      outgoing: this.#queue.items,
      seen: this.#seen,
      draft: this.#draft,
    };
  }
}

function newId(): string {
  // randomUUID is missing on pages without https; getRandomValues is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
}
