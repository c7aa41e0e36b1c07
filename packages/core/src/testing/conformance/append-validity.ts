import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../engine/base/json.ts';
import type { NewEvent } from '../../engine/log/envelope.ts';
import { type ConformanceSubject, collect, expectRefusal, newEvent, openStore } from './subject.ts';

/** What TypeScript would not let pass, and what comes all the same: from JavaScript, or through a cast. */
const unchecked = (value: unknown): JsonObject => Object.assign(Object.create(null), { value });

class Instance {
  readonly field = 1;
}

const cyclic = (): JsonObject => {
  const cycle: { [key: string]: JsonObject } = {};
  cycle.self = cycle;
  return cycle;
};

export const appendValidity = (subject: ConformanceSubject): void => {
  describe('what cannot be appended', () => {
    const expectInvalid = async (
      stream: string,
      events: readonly NewEvent[],
      expectedRevision: number | 'any',
    ) => {
      const store = await openStore(subject);
      await expectRefusal(store.append(stream, events, { expectedRevision }), 'invalid-append');
      expect(await collect(store.readAll())).toEqual([]);
    };

    it('no events', () => expectInvalid('stream', [], 'any'));
    it('a stream without a name', () => expectInvalid('', [newEvent()], 'any'));
    it('a stream name of 256 characters', () => expectInvalid('x'.repeat(256), [newEvent()], 'any'));
    it('a stream name with a NUL', () => expectInvalid('a\0b', [newEvent()], 'any'));
    it('a stream name with a line break', () => expectInvalid('a\nb', [newEvent()], 'any'));
    it('a stream name with half a surrogate pair', () => expectInvalid('a\ud83d', [newEvent()], 'any'));
    it('a type with a NUL', () => expectInvalid('stream', [newEvent({}, { type: 'a\0b' })], 'any'));
    it('an event without a type', () => expectInvalid('stream', [newEvent({}, { type: '' })], 'any'));
    it('version 0', () => expectInvalid('stream', [newEvent({}, { version: 0 })], 'any'));
    it('an id that is no UUID', () => expectInvalid('stream', [newEvent({}, { id: 'event-1' })], 'any'));
    it('the same id twice', async () => {
      const event = newEvent();
      await expectInvalid('stream', [event, event], 'any');
      const others = Array.from({ length: 20 }, () => newEvent());
      await expectInvalid('stream', [event, ...others, event], 'any');
    });
    for (const revision of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      it(`the expected revision ${revision}`, () => expectInvalid('stream', [newEvent()], revision));
    }

    const inexact: readonly (readonly [string, unknown])[] = [
      ['undefined', undefined],
      ['NaN', Number.NaN],
      ['infinity', Number.NEGATIVE_INFINITY],
      ['a bigint', 1n],
      ['a date', new Date(0)],
      ['a function', () => 1],
      ['a symbol', Symbol('s')],
      ['a map', new Map()],
      ['a class instance', new Instance()],
      ['an array with a hole', new Array(1)],
      ['a cycle', cyclic()],
    ];
    for (const [name, value] of inexact) {
      it(`data with ${name}, which JSON cannot carry`, () =>
        expectInvalid('s', [newEvent(unchecked([value]))], 'any'));
    }

    it('an event larger than 1 MiB, measured in UTF-8', async () => {
      const store = await openStore(subject);
      const large = newEvent({ text: 'ệ'.repeat(400_000) });
      await expectRefusal(
        store.append('s', [newEvent(), large], { expectedRevision: 'any' }),
        'event-too-large',
      );
      expect(await collect(store.readAll())).toEqual([]);
    });

    it('one bad event keeps the others of its append out', async () => {
      await expectInvalid('stream', [newEvent(), newEvent(unchecked(undefined))], 'any');
    });
  });
};
