// What a page shows while the chat is closed. The loader makes it; the chat, once here, uses it.

export interface Shell {
  host: HTMLElement;
  launcher: HTMLElement; // with what follows
  part: HTMLElement; // the help
  help: HTMLElement; // unfolds it
  out: HTMLAnchorElement; // the quick exit
  opener: HTMLElement; // opens the chat
  fold(open: boolean): void;
  forget(): void; // all that is kept
  leave(event?: Event): void; // tells the page, forgets all and goes
  tell(name: string): void; // the page, by an event that bubbles
  warn?: () => void; // that Shift once more leaves; the chat says so
}
