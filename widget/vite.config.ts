import { defineConfig, type BuildOptions } from 'vite';

import { shortProperties, shortStyles } from './build-names.ts';

// Everything behind the loader: chat.js, and one file for each language but English. Styles travel
// inside, so that a strict Content-Security-Policy has nothing more to allow.
const LIGHT_DARK = 1 << 20; // lightningcss's Features.LightDark: not used here, so not to be translated

export const shared = {
  target: 'es2022',
  cssTarget: ['chrome111', 'firefox113', 'safari16.4'],
  outDir: '../first_step/web/static/widget',
  reportCompressedSize: false,
  minify: 'terser',
  terserOptions: {
    ecma: 2020,
    module: true,
    compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
    ...shortProperties,
  },
} satisfies BuildOptions;
export const css = { lightningcss: { exclude: LIGHT_DARK } };

export default defineConfig({
  css,
  plugins: [shortStyles],
  build: {
    ...shared,
    emptyOutDir: true,
    modulePreload: false,
    rollupOptions: {
      input: {
        chat: 'src/chat.ts',
        ar: 'src/i18n/ar.ts',
        cy: 'src/i18n/cy.ts',
        pl: 'src/i18n/pl.ts',
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
});
