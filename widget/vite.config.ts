import { defineConfig } from 'vite';

// One classic script and nothing beside it: styles travel inside, so that a page needs one tag
// and a strict Content-Security-Policy has nothing more to allow.
const LIGHT_DARK = 1 << 20; // lightningcss's Features.LightDark: not used here, so not to be translated

export default defineConfig({
  css: { lightningcss: { exclude: LIGHT_DARK } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome111', 'firefox113', 'safari16.4'],
    outDir: '../first_step/web/static/widget',
    emptyOutDir: true,
    reportCompressedSize: false,
    lib: {
      entry: 'src/first-step.ts',
      formats: ['iife'],
      name: 'FirstStep', // not set on the page: the entry exports nothing
      fileName: () => 'first-step.js',
    },
  },
});
