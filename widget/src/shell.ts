// What a page shows while the chat is closed. The loader makes it; the chat, once here, uses it.

export interface Shell {
  host: HTMLElement;
  element: HTMLElement; // with .part, the help; .help, which unfolds it; .exit; .launch, which opens
  fold(open: boolean): void;
  leave(event?: Event): void; // tells the page, forgets all and goes
  warn: () => void; // that Shift once more leaves; the chat says so
}
