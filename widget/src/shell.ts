// What a page shows while the chat is closed. The loader makes it; the chat, once here, uses it.

export interface Shell {
  host: HTMLElement;
  root: ShadowRoot;
  home: string; // where the script came from: the front door, unless `server` says otherwise
  element: HTMLElement;
  part: HTMLElement; // the help, folded up or not
  help: HTMLButtonElement;
  out: HTMLAnchorElement;
  opener: HTMLButtonElement;
  fold(open: boolean): void;
  exit(): void;
}
