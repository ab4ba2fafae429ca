import assert from 'node:assert/strict';
import test from 'node:test';
import { newTranscript } from '../src/model/transcript.ts';

const say = (seq, sender, text, answer = '') => ({
  seq,
  id: `${sender}${seq}`,
  sender,
  text,
  answer,
  buttons: [],
  at: '',
});
const texts = (transcript, outgoing = []) =>
  transcript.entries(outgoing).map((entry) => entry.message.text);
const item = (id, text) => ({ id, text, at: '', state: 'sending' });

test('messages stand in their order however they come, and once', () => {
  const transcript = newTranscript();
  transcript.merge([say(3, 'bot', 'c'), say(1, 'visitor', 'a')]);
  transcript.merge([say(2, 'bot', 'b'), say(3, 'bot', 'c')]);
  assert.deepEqual(texts(transcript), ['a', 'b', 'c']);
});

test('what is asked for again begins before the first gap', () => {
  const transcript = newTranscript();
  transcript.merge([say(1, 'visitor', 'a'), say(3, 'bot', 'c')]);
  assert.equal(transcript.upTo(), 1);
  transcript.merge([say(2, 'bot', 'b')]);
  assert.equal(transcript.upTo(), 3);
});

test('a message seen in the stream before the reply to its POST is not shown twice', () => {
  const transcript = newTranscript();
  const sent = item('visitor1', 'why');
  transcript.merge([say(1, 'visitor', 'why'), say(2, 'bot', 'because')]);
  assert.deepEqual(texts(transcript, [sent]), ['why', 'because']);
  transcript.accepted(sent, 1, []);
  assert.deepEqual(texts(transcript), ['why', 'because']);
});

test('an accepted message without a number stays until its number comes', () => {
  const transcript = newTranscript();
  transcript.accepted(item('visitor1', 'why'), 0, []);
  assert.deepEqual(texts(transcript), ['why']);
  transcript.merge([say(1, 'visitor', 'why')]);
  assert.deepEqual(texts(transcript), ['why']);
});

test('what could not be kept is said once, below its message, until that is accepted', () => {
  const transcript = newTranscript();
  const sent = item('m', 'why');
  const notKept = say(0, 'system', 'not kept', 'system/not_kept');
  transcript.note('m', [notKept]);
  transcript.note('m', [notKept]);
  assert.deepEqual(texts(transcript, [sent, item('n', 'next')]), ['why', 'not kept', 'next']);
  transcript.accepted(sent, 1, []);
  assert.deepEqual(texts(transcript), ['why']);
});

test('a crisis card that was not kept stays until the same card is', () => {
  const transcript = newTranscript();
  const sent = item('m', 'he is blue');
  transcript.note('m', [say(0, 'system', 'Call 999.', 'crisis/overdose')]);
  transcript.accepted(sent, 1, []);
  assert.deepEqual(texts(transcript), ['he is blue', 'Call 999.']);
  transcript.merge([say(2, 'bot', 'Call 999 now.', 'crisis/overdose')]);
  assert.deepEqual(texts(transcript), ['he is blue', 'Call 999 now.']);
});

test('after the server has ended the conversation, what was said stays above the next', () => {
  const transcript = newTranscript();
  transcript.merge([say(1, 'visitor', 'old')]);
  transcript.startAfresh('It has ended.');
  assert.equal(transcript.upTo(), 0);
  transcript.merge([{ ...say(1, 'visitor', 'new'), id: 'other' }]);
  assert.deepEqual(texts(transcript), ['old', 'It has ended.', 'new']);
});
