import type { Message } from '../model/message.ts';

/** What is known of why a request failed. It is what is thrown, if the server said anything. */
export interface Failure {
  permanent?: boolean; // sending the same again cannot help
  gone?: boolean; // the server no longer knows the conversation, or no longer accepts its token
  words?: string; // to be shown to the visitor
  messages?: Message[]; // what the server says although it could not keep the message
  retryAfter?: number; // milliseconds; 0 if the server did not say
}
