// What the loader says before the chat has come; vite.loader.config.ts takes it from i18n/en.ts.
declare const SHELL_WORDS: [launch: string, help: string, exit: string];
declare const SHELL_LINES: Record<string, string>; // from words to address
