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

test('wherever a stream is cut, its events are the same', () => {
  // Numbers of a fixed row, so that a failure comes again.
  let state = 20261126;
  const below = (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % limit;
  };
  const parts = ['data:', 'data: ', 'id: 7', ':', '\n', '\r\n', '\r', '\n\n', '{"a":1}', 'é😢', ' ', 'event'];
  for (let round = 0; round < 500; round += 1) {
    const stream = Array.from({ length: below(30) }, () => parts[below(parts.length)]).join('') + '\n\nend';
    const read = (pieces) => {
      const events = [];
      const feed = eventReader((data) => events.push(data));
      pieces.forEach(feed);
      return events;
    };
    const cuts = [];
    for (let at = 0; at < stream.length; ) {
      const size = 1 + below(5);
      cuts.push(stream.slice(at, at + size));
      at += size;
    }
    assert.deepEqual(read(cuts), read([stream]), JSON.stringify(stream));
  }
});
