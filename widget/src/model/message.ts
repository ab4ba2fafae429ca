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

export function readMessage(value: unknown): Message | null {
  if (!isRecord(value) || typeof value['text'] !== 'string') return null;
  return {
    seq: Number(value['seq']), // null: 0
    id: asText(value['id']),
    sender: SENDERS.find((each) => each === value['sender']) ?? 'system',
    text: value['text'],
    buttons: asList(value['buttons']).filter(isQuickReply),
    answer: asText(value['answer']),
    at: asText(value['at']),
    why: asText(value['why']),
    days: asList(value['days']).map(asText),
    name: asText(value['name']),
  };
}

export function readMessages(value: unknown): Message[] {
  return asList(value).flatMap((each) => readMessage(each) ?? []);
}

/** What this page itself says: for the visitor, unless it is given to another sender. */
export function ownMessage(said: Pick<Message, 'id' | 'text' | 'at'>, seq = 0): Message {
  const { id, text, at } = said;
  return { ...readMessage({ seq, id, text, at })!, sender: 'visitor' };
}

export function isCrisis({ sender, answer }: Message): boolean {
  return sender !== 'visitor' && answer.startsWith('crisis/');
}

/** Whether the answer is about a topic, so that its sources can be asked for. */
export function isTopic(answer: string): boolean {
  return answer.includes('/') && !NOT_A_TOPIC.test(answer);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && !!value;
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isQuickReply(value: unknown): value is QuickReply {
  return isRecord(value) && !!asText(value['title']) && !!asText(value['payload']);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
