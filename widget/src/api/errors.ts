import type { Message } from '../model/message.ts';

interface Details {
  permanent?: boolean; // sending the same again cannot help
  gone?: boolean; // the server no longer knows the conversation, or no longer accepts its token
  words?: string; // to be shown to the visitor
  messages?: Message[]; // what the server says although it could not keep the message
  retryAfter?: number; // milliseconds
}

/** Every way in which a request can fail. */
export class ApiError extends Error {
  readonly permanent: boolean;
  readonly gone: boolean;
  readonly words: string | undefined;
  readonly messages: Message[];
  readonly retryAfter: number | undefined;

  constructor(reason: string, details: Details = {}) {
    super(reason);
    this.permanent = details.permanent ?? false;
    this.gone = details.gone ?? false;
    this.words = details.words;
    this.messages = details.messages ?? [];
    this.retryAfter = details.retryAfter;
  }

  static from(thrown: unknown): ApiError {
    return thrown instanceof ApiError ? thrown : new ApiError(String(thrown));
  }
}
