import assert from 'node:assert/strict';
import test from 'node:test';
import { dial } from '../src/dial.ts';
import { numberFinder } from '../src/phone-numbers.ts';

const split = numberFinder({ name: 'Harbour', phone: '020 3553 3757' });
const linked = (text) =>
  split(text).flatMap((piece) =>
    typeof piece === 'string' ? [] : [[piece.written, piece.href]],
  );

test('known numbers are found, however they are spaced', () => {
  assert.deepEqual(linked('Call 999, or 111. Samaritans: 116123. Ring 02035533757.'), [
    ['999', 'tel:999'],
    ['111', 'tel:111'],
    ['116123', 'tel:116123'],
    ['02035533757', 'tel:+442035533757'],
  ]);
});

test('the longest number wins', () => {
  assert.deepEqual(linked('Childline 0800 1111, Narcotics Anonymous 0300 999 1212'), [
    ['0800 1111', 'tel:08001111'],
    ['0300 999 1212', 'tel:+443009991212'],
  ]);
});

test('a text to Shout opens a text message', () => {
  assert.deepEqual(linked('Shout: text SHOUT to 85258'), [
    ['text SHOUT to 85258', 'sms:85258?&body=SHOUT'],
  ]);
});

for (const text of [
  '07700 900 999',
  '£999',
  '1999',
  '999bsl.co.uk',
  'FS-111',
  '0161 111 1234',
  'B111',
]) {
  test(`${text} has no number to ring in it`, () => assert.deepEqual(linked(text), []));
}

test('all of the text is kept', () => {
  const pieces = split('a 999 b').map((piece) =>
    typeof piece === 'string' ? piece : piece.written,
  );
  assert.equal(pieces.join(''), 'a 999 b');
});

test('short numbers are dialled as they are and others with the country', () => {
  assert.equal(dial('116 123'), 'tel:116123');
  assert.equal(dial('0808 2000 247'), 'tel:+448082000247');
  assert.equal(dial('+44 20 3553 3757'), 'tel:+442035533757');
});
