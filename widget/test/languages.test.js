import assert from 'node:assert/strict';
import { test } from 'node:test';

import { words as ar } from '../src/i18n/ar.ts';
import { words as cy } from '../src/i18n/cy.ts';
import { en } from '../src/i18n/en.ts';
import { words as pl } from '../src/i18n/pl.ts';

/** Every key with what stands there; functions by how many arguments they take. */
function shape(words) {
  return Object.entries(words)
    .map(([key, value]) => {
      if (typeof value === 'function') return `${key}(${value.length})`;
      return typeof value === 'object' ? `${key}{${shape(value)}}` : key;
    })
    .sort()
    .join();
}

for (const [name, words] of Object.entries({ ar, cy, pl })) {
  test(`${name} says all that English says`, () => assert.equal(shape(words), shape(en)));
}
