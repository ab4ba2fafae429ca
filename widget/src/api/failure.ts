// Why a request came to nothing.

import type { Message } from '../model/message.ts';

/** Thrown as it is. What a program or the network throws by itself says none of this. */
export class Failure {
  permanent = false; // sending the same again cannot help
  gone = false; // the server no longer knows the conversation, or no longer accepts its token
  words = ''; // to be shown to the visitor
  messages: Message[] = []; // what the server says although it could not keep the message
  retryAfter = 0; // milliseconds; 0 if the server did not say

  constructor(told: Partial<Failure> = {}) {
    Object.assign(this, told);
  }
}

export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure();
}
