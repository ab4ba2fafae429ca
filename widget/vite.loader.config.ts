import { defineConfig } from 'vite';

import { en } from './src/i18n/en.ts';
import { css, shared } from './vite.config.ts';

// The loader: one classic script. The few words that it shows come from the file of English words.
const { emergency, nhs, samaritans, shout } = en.help;

export default defineConfig({
  css,
  define: {
    SHELL_WORDS: JSON.stringify([en.launch, en.helpNow, en.exit]),
    SHELL_LINES: JSON.stringify({
      [emergency.contact]: 'tel:999',
      [nhs.contact]: 'tel:111',
      [samaritans.contact]: 'tel:116123',
      [shout.contact]: 'sms:85258?&body=SHOUT',
    }),
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
