// Fails when what a visitor downloads is above the budget.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 15_000; // bytes, gzip, everything the build wrote

const folder = new URL('../../first_step/web/static/widget/', import.meta.url);
const files = readdirSync(folder);
let total = 0;
for (const name of files) {
  const content = readFileSync(new URL(name, folder));
  const packed = gzipSync(content, { level: 9 }).length;
  total += packed;
  console.log(`${name}: ${content.length} bytes, ${packed} gzip`);
}
if (!files.includes('first-step.js')) throw new Error('first-step.js was not built');
if (total > BUDGET) {
  console.error(`Too big: ${total} bytes gzip, the budget is ${BUDGET}.`);
  process.exit(1);
}
console.log(`${total} of ${BUDGET} bytes gzip`);
