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
  declare readonly permanent: boolean;
  declare readonly gone: boolean;
  declare readonly words?: string;
  declare readonly messages: Message[];
  declare readonly retryAfter?: number;

  constructor(details: Details = {}) {
    super();
    Object.assign(this, { permanent: false, gone: false, messages: [], ...details });
  }

  static from(thrown: unknown): ApiError {
    return thrown instanceof ApiError ? thrown : new ApiError();
  }
}
