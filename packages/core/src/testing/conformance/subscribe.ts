import { describe, expect, it } from 'vitest';
import type { Batch } from '../../engine/log/event-store.ts';
import {
  type ConformanceSubject,
  collect,
  expectRefusal,
  idsOf,
  newEvents,
  openStore,
  take,
} from './subject.ts';

export const subscribe = (subject: ConformanceSubject): void => {
  describe('subscribing', () => {
    it('gives what is there, then what comes', async () => {
      const store = await openStore(subject);
      const early = newEvents(3);
      await store.append('a', early, { expectedRevision: 'any' });
      const batches = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
      const first: Batch = (await batches.next()).value;
      expect(first).toMatchObject({ caughtUp: true });
      expect(idsOf(first.events)).toEqual(idsOf(early));
      const pending = batches.next();
      const late = newEvents(2);
      const { position } = await store.append('b', late, { expectedRevision: 'any' });
      const second: Batch = (await pending).value;
      expect(idsOf(second.events)).toEqual(idsOf(late));
      expect(second).toMatchObject({ position, caughtUp: true });
      await batches.return?.();
    });

    it('who begins at the end is told at once that nothing is missing', async () => {
      const store = await openStore(subject);
      const begin = async (after?: number): Promise<Batch> => {
        const options = after === undefined ? {} : { after };
        const batches = store
          .subscribe({ ...options, signal: new AbortController().signal })
          [Symbol.asyncIterator]();
        const { value }: IteratorResult<Batch> = await batches.next();
        await batches.return?.();
        return value;
      };
      expect(await begin()).toMatchObject({ events: [], caughtUp: true });
      const { position } = await store.append('a', newEvents(2), { expectedRevision: 'any' });
      expect(await begin(position)).toEqual({ events: [], position, caughtUp: true });
    });

    it('gives every event once and in order while writers run and the reader catches up', async () => {
      const store = await openStore(subject);
      await store.append('early', newEvents(1_500), { expectedRevision: 'any' });
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let index = 0; index < 50; index++) {
          await store.append(`late-${writer}`, newEvents(2), { expectedRevision: 'any' });
        }
      });
      const { events } = await take(store.subscribe({ signal: new AbortController().signal }), 1_900);
      await Promise.all(writers);
      expect(events).toEqual(await collect(store.readAll()));
    });

    it('several subscriptions do not disturb each other', async () => {
      const store = await openStore(subject);
      const signal = new AbortController().signal;
      const readers = Array.from({ length: 5 }, () => take(store.subscribe({ signal }), 40));
      for (let index = 0; index < 20; index++)
        await store.append('s', newEvents(2), { expectedRevision: 'any' });
      const log = await collect(store.readAll());
      for (const { events } of await Promise.all(readers)) expect(events).toEqual(log);
    });

    it('resumes from every checkpoint', async () => {
      const store = await openStore(subject);
      for (let index = 0; index < 6; index++)
        await store.append(`s${index}`, newEvents(1), { expectedRevision: 'any' });
      const log = await collect(store.readAll());
      for (const [index, { position }] of log.entries()) {
        const rest = log.slice(index + 1);
        const options = { after: position, signal: new AbortController().signal };
        expect((await take(store.subscribe(options), rest.length)).events).toEqual(rest);
      }
    });

    it('a reader that handles one batch and starts anew, again and again, misses nothing', async () => {
      const store = await openStore(subject);
      const writing = (async () => {
        for (let index = 0; index < 60; index++)
          await store.append('s', newEvents(1), { expectedRevision: 'any' });
      })();
      const seen: string[] = [];
      let after = 0;
      while (seen.length < 60) {
        for await (const batch of store.subscribe({ after, signal: new AbortController().signal })) {
          seen.push(...idsOf(batch.events));
          after = batch.position;
          if (batch.events.length > 0) break;
        }
      }
      await writing;
      expect(seen).toEqual(idsOf(await collect(store.readAll())));
    });

    it('a prefix leaves out the others, and the checkpoint passes them', async () => {
      const store = await openStore(subject);
      const controller = new AbortController();
      const wanted = newEvents(1);
      await store.append('other-1', newEvents(5), { expectedRevision: 'any' });
      await store.append('report-1', wanted, { expectedRevision: 'any' });
      const { position: head } = await store.append('other-2', newEvents(5), { expectedRevision: 'any' });
      const seen: string[] = [];
      for await (const batch of store.subscribe({ streamPrefix: 'report-', signal: controller.signal })) {
        seen.push(...idsOf(batch.events));
        if (batch.caughtUp) {
          expect(batch.position).toBe(head);
          break;
        }
      }
      expect(seen).toEqual(idsOf(wanted));
    });

    it('a batch is caught up only when nothing newer was there', async () => {
      const store = await openStore(subject);
      for (let index = 0; index < 5; index++)
        await store.append('s', newEvents(700), { expectedRevision: 'any' });
      const log = await collect(store.readAll());
      for await (const { position, caughtUp, events } of store.subscribe({
        signal: new AbortController().signal,
      })) {
        expect(events.length).toBeLessThanOrEqual(1_000);
        expect(events.at(-1)?.position).toBe(position);
        expect(caughtUp).toBe(position === log.at(-1)?.position);
        if (caughtUp) break;
      }
    });

    it('a signal ends it without an error: before it begins, while it waits, and between two batches', async () => {
      const store = await openStore(subject);
      expect(await collect(store.subscribe({ signal: AbortSignal.abort() }))).toEqual([]);

      const waiting = new AbortController();
      const batches = store.subscribe({ signal: waiting.signal })[Symbol.asyncIterator]();
      await batches.next();
      const pending = batches.next();
      waiting.abort();
      expect(await pending).toEqual({ done: true, value: undefined });
      expect(await batches.next()).toEqual({ done: true, value: undefined });

      await store.append('s', newEvents(1), { expectedRevision: 'any' });
      const between = new AbortController();
      for await (const _ of store.subscribe({ signal: between.signal })) between.abort();
    });

    it('leaving while it waits ends the wait', async () => {
      const store = await openStore(subject);
      const batches = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
      await batches.next();
      const pending = batches.next();
      await batches.return?.();
      expect(await pending).toEqual({ done: true, value: undefined });
    });

    it('leaves no listener at its signal, however it ends', async () => {
      const store = await openStore(subject);
      const controller = new AbortController();
      let listeners = 0;
      const { signal } = controller;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...call: Parameters<typeof add>) => {
        listeners += 1;
        add(...call);
      };
      signal.removeEventListener = (...call: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...call);
      };
      for (let index = 0; index < 20; index++) {
        for await (const _ of store.subscribe({ signal })) break;
      }
      expect(listeners).toBeLessThanOrEqual(0);
    });

    it('ends with an error when the store is closed', async () => {
      const store = await openStore(subject);
      const batches = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
      await batches.next();
      const pending = expectRefusal(batches.next(), 'store-unavailable');
      await store.close();
      await pending;
    });

    const { interrupt } = subject;
    it.runIf(interrupt)(
      'goes on after a dropped connection without missing or repeating an event',
      async () => {
        const store = await openStore(subject);
        const reading = take(store.subscribe({ signal: new AbortController().signal }), 40);
        for (let index = 0; index < 40; index++) {
          await store.append('s', newEvents(1), { expectedRevision: 'any' });
          if (index % 10 === 5) await interrupt?.(store);
        }
        expect((await reading).events).toEqual(await collect(store.readAll()));
      },
    );
  });
};
