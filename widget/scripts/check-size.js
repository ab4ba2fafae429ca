// Fails when what a visitor downloads is above the budget. Everything is counted as gzip -9.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LOADER = 2_000; // bytes: first-step.js, what a page loads before it is idle
const ALL = 15_000; // bytes: loader and chat.js, all that an English chat ever loads
const LANGUAGE = 3_000; // bytes: what another language adds, loaded only where it is asked for

const folder = new URL('../../first_step/web/static/widget/', import.meta.url);
const sizes = Object.fromEntries(
  readdirSync(folder).map((name) => [
    name,
    gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length,
  ]),
);
const { 'first-step.js': loader, 'chat.js': chat, ...rest } = sizes;
if (!loader || !chat) throw new Error('first-step.js or chat.js was not built');
const checks = [
  ['loader', loader, LOADER],
  ['loader and chat', loader + chat, ALL],
  ...Object.entries(rest).map(([name, size]) => [name, size, LANGUAGE]),
];
for (const [name, size, budget] of checks) {
  const over = size > budget;
  if (over) process.exitCode = 1;
  console.log(`${over ? 'TOO BIG: ' : ''}${name}: ${size} of ${budget} bytes gzip`);
}
