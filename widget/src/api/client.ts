// The front door's REST, as any integrator would use it. The token never stands in an address.

import { asRecord, asText, readMessages, type Message } from '../model/message.ts';
import type { Failure } from './failure.ts';

export interface Access {
  conversation: string;
  token: string;
}

export interface Accepted {
  seq: number;
  messages: Message[];
}

export interface Learning {
  on: boolean;
  offered: boolean; // false in danger, when nobody is asked anything more
  title: string;
  text: string;
}

export interface Client {
  open(): Promise<Access>;
  send(access: Access, message: { id: string; text?: string; payload?: string }): Promise<Accepted>;
  messagesAfter(access: Access, seq: number): Promise<Message[]>;
  /** The open stream of events after `seq`. Ends when `signal` says so. */
  events(access: Access, seq: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** Whether messages may be learnt from, after the change if there is one. */
  learning(access: Access, change?: { on: boolean }): Promise<Partial<Learning>>;
  /** Lets staff see that somebody is typing; nothing of the text is sent. */
  typing(access: Access): Promise<unknown>;
  /** Where the words of an answer come from. */
  source(answer: string): Promise<string>;
}

const PATIENCE = 15_000; // milliseconds until a request without an answer counts as failed
const TRY_AGAIN_AFTER = 10; // seconds, when asked to slow down without being told how long

export function newClient(server: string): Client {
  async function request(
    where: string,
    access?: Access,
    init: RequestInit = {},
  ): Promise<Response> {
    const response = await fetch(`${server}/api/${where}`, {
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      ...init,
      headers: {
        ...(access && { Authorization: `Bearer ${access.token}` }),
        ...init.headers,
      },
    });
    if (!response.ok) throw await failureOf(response);
    return response;
  }

  /** Asks for JSON; with a body, posts it. */
  async function json(
    where: string,
    access?: Access,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const response = await request(where, access, {
      signal: AbortSignal.timeout(PATIENCE),
      ...(body && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
        keepalive: true,
      }),
    });
    return asRecord(await response.json());
  }

  return {
    async open() {
      const body = await json('conversations', undefined, {});
      if (!body['token']) throw new Error(); // somebody else answered
      return { conversation: asText(body['conversation']), token: asText(body['token']) };
    },
    async send(access, message) {
      const body = await json(path(access, 'messages'), access, message);
      return { seq: Number(body['seq']), messages: readMessages(body['messages']) };
    },
    async messagesAfter(access, seq) {
      const body = await json(path(access, `messages?after=${seq}`), access);
      return readMessages(body['messages']);
    },
    async events(access, seq, signal) {
      const { body, headers } = await request(path(access, 'events'), access, {
        signal,
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': `${seq}` },
      });
      if (body && headers.get('Content-Type')?.startsWith('text/event-stream')) return body;
      throw new Error();
    },
    learning: (access, change) => json(path(access, 'learning'), access, change),
    typing: (access) => request(path(access, 'typing'), access, { method: 'POST' }),
    async source(answer) {
      const body = await json(`answers/${encodeURI(answer)}/source`);
      return asText(body['text']);
    },
  };
}

async function failureOf(response: Response): Promise<Failure> {
  const { status, headers } = response;
  const said = asRecord(await response.json().catch(() => null));
  const gone = [401, 403, 404, 410].includes(status);
  const slower = [408, 429].includes(status);
  const seconds = Number(headers.get('Retry-After'));
  return {
    gone,
    permanent: status < 500 && !gone && !slower, // a redirect is followed, so it is 4xx
    words: asText(said['message']),
    messages: readMessages(said['messages']),
    retryAfter: (seconds || (slower ? TRY_AGAIN_AFTER : 0)) * 1000,
  };
}

function path(access: Access, what: string): string {
  return `conversations/${access.conversation}/${what}`;
}
