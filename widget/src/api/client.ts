// The front door's REST, as any integrator would use it. The token never stands in an address.

import { asText, isRecord, readMessages, type Message } from '../model/message.ts';
import { ApiError } from './errors.ts';

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

const PATIENCE = 15_000; // milliseconds until a request without an answer counts as failed
const TRY_AGAIN_AFTER = 10_000; // milliseconds, when asked to slow down without being told how long

export class ApiClient {
  #base: string;

  constructor(server: string) {
    this.#base = `${server}/api/`;
  }

  async open(): Promise<Access> {
    const body = await this.#json('conversations', { method: 'POST', body: '{}' });
    if (!body['token']) throw new ApiError(); // somebody else answered
    return { conversation: asText(body['conversation']), token: asText(body['token']) };
  }

  async send(
    access: Access,
    message: { id: string; text?: string; payload?: string },
  ): Promise<Accepted> {
    const body = await this.#json(
      path(access, 'messages'),
      { method: 'POST', body: JSON.stringify(message), keepalive: true },
      access,
    );
    return { seq: Number(body['seq']), messages: readMessages(body['messages']) };
  }

  async messagesAfter(access: Access, seq: number): Promise<Message[]> {
    const body = await this.#json(`${path(access, 'messages')}?after=${seq}`, {}, access);
    return readMessages(body['messages']);
  }

  /** The open stream of events after `seq`. Ends when `signal` says so. */
  async events(
    access: Access,
    seq: number,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch(path(access, 'events'), {
      signal,
      headers: { ...bearer(access), Accept: 'text/event-stream', 'Last-Event-ID': String(seq) },
    });
    const type = response.headers.get('Content-Type') ?? '';
    if (!response.body || !type.startsWith('text/event-stream')) throw new ApiError();
    return response.body;
  }

  /** Whether messages may be learnt from, after the change if there is one. */
  learning(access: Access, change?: { on: boolean }): Promise<Partial<Learning>> {
    const init = change && { method: 'POST', body: JSON.stringify(change) };
    return this.#json(path(access, 'learning'), init, access);
  }

  /** Lets staff see that somebody is typing; nothing of the text is sent. */
  typing(access: Access): Promise<unknown> {
    return this.#fetch(path(access, 'typing'), { method: 'POST', headers: bearer(access) });
  }

  /** Where the words of an answer come from. */
  async source(answer: string): Promise<string> {
    const body = await this.#json(`answers/${encodeURI(answer)}/source`);
    return asText(body['text']);
  }

  async #json(
    where: string,
    init: RequestInit = {},
    access?: Access,
  ): Promise<Record<string, unknown>> {
    const headers: Record<string, string> = access ? bearer(access) : {};
    if (init.body) headers['Content-Type'] = 'application/json';
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await this.#fetch(where, { ...init, headers, signal });
    const body: unknown = await response.json();
    if (isRecord(body)) return body;
    throw new ApiError();
  }

  async #fetch(where: string, init: RequestInit): Promise<Response> {
    const response = await fetch(this.#base + where, {
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      ...init,
    });
    if (!response.ok) throw await failure(response);
    return response;
  }
}

async function failure(response: Response): Promise<ApiError> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  const said = isRecord(body) ? body : {};
  const gone = [401, 403, 404, 410].includes(status);
  const slower = status === 429 || status === 408;
  const words = asText(said['message']);
  const seconds = Number(response.headers.get('Retry-After'));
  return new ApiError({
    gone,
    permanent: status >= 400 && status < 500 && !gone && !slower,
    messages: readMessages(said['messages']),
    ...(words && { words }),
    ...(seconds > 0 ? { retryAfter: seconds * 1000 } : slower && { retryAfter: TRY_AGAIN_AFTER }),
  });
}

function path(access: Access, what: string): string {
  return `conversations/${encodeURIComponent(access.conversation)}/${what}`;
}

function bearer(access: Access): Record<string, string> {
  return { Authorization: `Bearer ${access.token}` };
}
