import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../../engine/log/envelope.ts';
import {
  type ConformanceSubject,
  collect,
  expectRefusal,
  idsOf,
  newEvent,
  newEvents,
  openStore,
} from './subject.ts';

export const appendIdempotency = (subject: ConformanceSubject): void => {
  describe('repeats by event id', () => {
    it('a repeat is answered as the first was and appends nothing', async () => {
      const store = await openStore(subject);
      const events = newEvents(3);
      const first = await store.append('stream', events, { expectedRevision: 'no-stream' });
      expect(await store.append('stream', events, { expectedRevision: 'no-stream' })).toEqual(first);
      expect(await collect(store.readStream('stream'))).toHaveLength(3);
    });

    for (const expectedRevision of ['any', 'no-stream', 'stream-exists', 0, 7] as const) {
      it(`a repeat after other appends is answered so when it expects ${expectedRevision}`, async () => {
        const store = await openStore(subject);
        const events = newEvents(2);
        const first = await store.append('stream', events, { expectedRevision: 'no-stream' });
        await store.append('stream', newEvents(3), { expectedRevision: 'any' });
        await store.append('other', newEvents(1), { expectedRevision: 'any' });
        expect(await store.append('stream', events, { expectedRevision })).toEqual(first);
        expect(await collect(store.readAll())).toHaveLength(6);
      });
    }

    it('two same appends at once are one', async () => {
      const store = await openStore(subject);
      const events = newEvents(2);
      const append = () => store.append('stream', events, { expectedRevision: 'no-stream' });
      const [first, second] = await Promise.all([append(), append()]);
      expect(second).toEqual(first);
      expect(idsOf(await collect(store.readAll()))).toEqual(idsOf(events));
    });

    it('a part of an append is a repeat too, answered with its own last event', async () => {
      const store = await openStore(subject);
      const events = newEvents(3);
      await store.append('stream', events, { expectedRevision: 'no-stream' });
      const second = (await collect(store.readStream('stream')))[1];
      const answer = await store.append('stream', events.slice(0, 2), { expectedRevision: 'any' });
      expect(answer).toEqual({ revision: 1, position: second?.position });
    });

    it('a repeat may have another instant and another order of keys', async () => {
      const store = await openStore(subject);
      const event = newEvent({ a: 1, b: { c: 2, d: [null] } });
      const first = await store.append('stream', [event], { expectedRevision: 'any' });
      const metadata = { ...event.metadata, occurredAt: '2026-11-24T00:00:00.000Z' };
      const again = { ...event, data: { b: { d: [null], c: 2 }, a: 1 }, metadata };
      expect(await store.append('stream', [again], { expectedRevision: 'any' })).toEqual(first);
    });

    const others: readonly (readonly [string, (event: NewEvent) => NewEvent])[] = [
      ['type', (event) => ({ ...event, type: 'something-else' })],
      ['version', (event) => ({ ...event, version: 2 })],
      ['data', (event) => ({ ...event, data: { number: 1 } })],
      ['kind of value', (event) => ({ ...event, data: { number: '0' } })],
      ['command', (event) => ({ ...event, metadata: { ...event.metadata, commandId: 'another' } })],
    ];
    for (const [part, change] of others) {
      it(`the same id with another ${part} is refused`, async () => {
        const store = await openStore(subject);
        const event = newEvent({ number: 0 });
        await store.append('stream', [event], { expectedRevision: 'any' });
        const append = store.append('stream', [change(event)], { expectedRevision: 'any' });
        await expectRefusal(append, 'event-id-conflict', { eventId: event.id });
        expect(await collect(store.readAll())).toHaveLength(1);
      });
    }

    it('the same event in another stream is refused', async () => {
      const store = await openStore(subject);
      const event = newEvent();
      await store.append('a', [event], { expectedRevision: 'any' });
      await expectRefusal(store.append('b', [event], { expectedRevision: 'any' }), 'event-id-conflict');
      expect(await collect(store.readStream('b'))).toEqual([]);
    });

    it('an append of which only some events are known is refused as a whole', async () => {
      const store = await openStore(subject);
      const known = newEvents(2);
      await store.append('stream', known, { expectedRevision: 'any' });
      for (const events of [
        [...known, newEvent()],
        [newEvent(), ...known],
        [newEvent(), newEvent(), ...known.slice(1), newEvent()],
      ]) {
        await expectRefusal(store.append('stream', events, { expectedRevision: 'any' }), 'event-id-conflict');
        await expectRefusal(store.append('stream', events, { expectedRevision: 1 }), 'event-id-conflict');
        await expectRefusal(
          store.append('stream', events, { expectedRevision: 'no-stream' }),
          'event-id-conflict',
        );
      }
      expect(idsOf(await collect(store.readAll()))).toEqual(idsOf(known));
    });

    it('known events in another order, or with others between them, are refused', async () => {
      const store = await openStore(subject);
      const [a, b, c] = [newEvent(), newEvent(), newEvent()];
      await store.append('stream', [a, b, c], { expectedRevision: 'any' });
      for (const events of [
        [b, a],
        [a, c],
      ]) {
        await expectRefusal(store.append('stream', events, { expectedRevision: 'any' }), 'event-id-conflict');
      }
    });

    it('two appends that were answered one by one are repeated as one', async () => {
      const store = await openStore(subject);
      const [a, b] = [newEvent(), newEvent()];
      await store.append('stream', [a], { expectedRevision: 'no-stream' });
      const last = await store.append('stream', [b], { expectedRevision: 0 });
      expect(await store.append('stream', [a, b], { expectedRevision: 'no-stream' })).toEqual(last);
    });

    it('the id of a refused append is free', async () => {
      const store = await openStore(subject);
      const event = newEvent();
      await expectRefusal(store.append('a', [event], { expectedRevision: 3 }), 'wrong-expected-revision');
      expect(await store.append('b', [event], { expectedRevision: 'no-stream' })).toMatchObject({
        revision: 0,
      });
    });
  });
};
