import { defineConfig } from 'vite';

import { HELP_ADDRESSES } from './src/help-addresses.ts';
import { en } from './src/i18n/en.ts';
import { css, shared } from './vite.config.ts';

// The loader: one classic script. The few words that it shows come from the file of English words.
const lines = en.help.lines.map(([contact], index) => [contact, HELP_ADDRESSES[index]]);

export default defineConfig({
  css,
  define: {
    'WORDS.launch': JSON.stringify(en.launch),
    'WORDS.helpNow': JSON.stringify(en.helpNow),
    'WORDS.exit': JSON.stringify(en.exit),
    SHELL_LINES: JSON.stringify(Object.fromEntries(lines)),
  },
  build: {
    ...shared,
    emptyOutDir: false,
    lib: {
      entry: 'src/first-step.ts',
      formats: ['iife'],
      name: 'FirstStep', // not set on the page: the entry exports nothing
      fileName: () => 'first-step.js',
    },
  },
});
