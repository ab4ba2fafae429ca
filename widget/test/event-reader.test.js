import assert from 'node:assert/strict';
import test from 'node:test';
import { eventReader } from '../src/api/event-stream.ts';

const STREAM =
  ': still here\r\nretry: 2000\r\n\r\nid: 1\r\nevent: message\r\ndata: {"seq":1}\r\n\r\n' +
  'data:one\ndata: two\n\ndata: é 😢\r\rid: 9\n\ndata: unfinished';
const EVENTS = ['{"seq":1}', 'one\ntwo', 'é 😢'];

function readInPieces(size) {
  const events = [];
  const read = eventReader((data) => events.push(data));
  for (let start = 0; start < STREAM.length; start += size) read(STREAM.slice(start, start + size));
  return events;
}

for (const size of [1, 2, 3, 7, 1000]) {
  test(`events are whole in pieces of ${size}`, () => assert.deepEqual(readInPieces(size), EVENTS));
}
