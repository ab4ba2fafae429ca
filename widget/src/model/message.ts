// The shape of a message, as the front door tells it. Everything from outside is read here once.

export type Sender = 'visitor' | 'bot' | 'staff' | 'system';

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Message {
  seq: number; // 1, 2, 3 … in its conversation; 0 when the server could not keep it
  id: string;
  sender: Sender;
  text: string;
  buttons: QuickReply[];
  answer: string; // the name of the response, as in "cause/trauma", or ''
  at: string; // ISO 8601
  why: string; // why this is asked, or ''
  days: string[]; // to choose from, ISO 8601 dates: those on which the team works, if that is known
  name: string; // of the member of staff who wrote it, or ''
}

const SENDERS: Sender[] = ['visitor', 'bot', 'staff', 'system'];
const NOT_A_TOPIC = /^(crisis|say|flow|fallback|handoff|system|language)\//;

function readMessage(value: unknown): Message {
  const said = asRecord(value);
  return {
    seq: Number(said['seq']), // null: 0
    id: asText(said['id']),
    sender: SENDERS.find((each) => each === said['sender']) ?? 'system',
    text: asText(said['text']),
    buttons: asList(said['buttons']).map(readReply),
    answer: asText(said['answer']),
    at: asText(said['at']),
    why: asText(said['why']),
    days: asList(said['days']).map(asText),
    name: asText(said['name']),
  };
}

function readReply(value: unknown): QuickReply {
  const said = asRecord(value);
  return { title: asText(said['title']), payload: asText(said['payload']) };
}

/** Leaves out what is no message. */
export function readMessages(value: unknown): Message[] {
  return asList(value)
    .map(readMessage)
    .filter(({ text }) => text);
}

/** What this page itself says: for the visitor, unless it is given to another sender. */
export function ownMessage(said: Pick<Message, 'id' | 'text' | 'at'>, seq = 0): Message {
  const { id, text, at } = said;
  return { ...readMessage({ seq, id, text, at }), sender: 'visitor' };
}

export function isCrisis({ sender, answer }: Message): boolean {
  return sender !== 'visitor' && answer.startsWith('crisis/');
}

/** Whether the answer is about a topic, so that its sources can be asked for. */
export function isTopic(answer: string): boolean {
  return answer.includes('/') && !NOT_A_TOPIC.test(answer);
}

/** The value, or an empty record where it is none. */
export function asRecord(value: unknown): Record<string, unknown> {
  return Object(value);
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
