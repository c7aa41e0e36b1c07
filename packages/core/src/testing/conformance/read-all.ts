import { describe, expect, it } from 'vitest';
import { type ConformanceSubject, collect, idsOf, newEvents, openStore } from './subject.ts';

export const readAll = (subject: ConformanceSubject): void => {
  const { longLogs = true } = subject;
  describe('reading the whole log', () => {
    it('an empty log has no events', async () => {
      const store = await openStore(subject);
      expect(await collect(store.readAll())).toEqual([]);
    });

    it('gives the events in the order of their commits, at rising positions', async () => {
      const store = await openStore(subject);
      const expected: string[] = [];
      let last = -1;
      for (let index = 0; index < 20; index++) {
        const events = newEvents(1 + (index % 3));
        const { position } = await store.append(`s${index % 4}`, events, { expectedRevision: 'any' });
        expect(position).toBeGreaterThan(last);
        last = position;
        expected.push(...idsOf(events));
      }
      const log = await collect(store.readAll());
      expect(idsOf(log)).toEqual(expected);
      expect(log.at(-1)?.position).toBe(last);
      expectRising(log.map(({ position }) => position));
    });

    it('respects the order of every stream when appends race', async () => {
      const store = await openStore(subject);
      const appends = Array.from({ length: 60 }, (_, index) =>
        store.append(`s${index % 5}`, newEvents(2), { expectedRevision: 'any' }),
      );
      const answers = await Promise.all(appends);
      const log = await collect(store.readAll());
      expectRising(log.map(({ position }) => position));
      for (let stream = 0; stream < 5; stream++) {
        const revisions = log
          .filter((event) => event.stream === `s${stream}`)
          .map(({ revision }) => revision);
        expect(revisions).toEqual(Array.from({ length: 24 }, (_, revision) => revision));
      }
      expect(new Set(answers.map(({ position }) => position)).size).toBe(60);
    });

    it('begins after any position', async () => {
      const store = await openStore(subject);
      await store.append('a', newEvents(2), { expectedRevision: 'any' });
      await store.append('b', newEvents(3), { expectedRevision: 'any' });
      const log = await collect(store.readAll());
      for (const [index, { position }] of log.entries()) {
        expect(await collect(store.readAll({ after: position }))).toEqual(log.slice(index + 1));
        expect(await collect(store.readAll({ after: position, limit: 2 }))).toEqual(
          log.slice(index + 1, index + 3),
        );
      }
      expect(await collect(store.readAll({ limit: 0 }))).toEqual([]);
      expect(await collect(store.readAll({ after: Number.MAX_SAFE_INTEGER }))).toEqual([]);
    });

    it('a prefix is taken letter by letter', async () => {
      const store = await openStore(subject);
      const names = [
        'report-1',
        'report-2',
        'Report-3',
        'report',
        'repor%',
        'r_port-4',
        'rệp'.normalize('NFC'),
        '🏚️-5',
        '\ufffd-6',
      ];
      for (const name of names) await store.append(name, newEvents(2), { expectedRevision: 'any' });
      for (const prefix of [
        'report-',
        'report',
        'r',
        'repor%',
        'r_',
        '%',
        '',
        'rệp'.normalize('NFD'),
        '🏚',
        '\ud83c',
        '*',
      ]) {
        const streams = (await collect(store.readAll({ streamPrefix: prefix }))).map(({ stream }) => stream);
        const expected = prefix.isWellFormed() ? names.filter((name) => name.startsWith(prefix)) : [];
        expect(streams, prefix).toEqual(expected.flatMap((name) => [name, name]));
      }
    });

    it('a prefix and a limit count only what the prefix lets through', async () => {
      const store = await openStore(subject);
      for (let index = 0; index < 10; index++) {
        await store.append(`${index % 2 ? 'odd' : 'even'}-${index}`, newEvents(1), {
          expectedRevision: 'any',
        });
      }
      const some = await collect(store.readAll({ streamPrefix: 'odd-', limit: 3 }));
      expect(some.map(({ stream }) => stream)).toEqual(['odd-1', 'odd-3', 'odd-5']);
      const rest = await collect(store.readAll({ streamPrefix: 'odd-', after: some[2]?.position ?? 0 }));
      expect(rest.map(({ stream }) => stream)).toEqual(['odd-7', 'odd-9']);
    });

    it.runIf(longLogs)('finds a rare prefix far behind', async () => {
      const store = await openStore(subject);
      for (let index = 0; index < 12; index++)
        await store.append('often', newEvents(1_000), { expectedRevision: 'any' });
      await store.append('rare', newEvents(1), { expectedRevision: 'any' });
      expect(await collect(store.readAll({ streamPrefix: 'rare' }))).toHaveLength(1);
      expect(await collect(store.readAll({ streamPrefix: 'never' }))).toEqual([]);
      expect(await collect(store.readAll({ streamPrefix: 'often' }))).toHaveLength(12_000);
    });

    it.runIf(longLogs)('10,000 streams keep their events apart', async () => {
      const store = await openStore(subject);
      const names = Array.from({ length: 10_000 }, (_, index) => `stream-${index}`);
      await Promise.all(
        names.map((name) => store.append(name, newEvents(1), { expectedRevision: 'no-stream' })),
      );
      const streams = (await collect(store.readAll())).map(({ stream }) => stream);
      expect(streams.toSorted()).toEqual(names.toSorted());
      expect(await collect(store.readStream('stream-9999'))).toHaveLength(1);
    });
  });
};

const expectRising = (positions: readonly number[]): void => {
  expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
};
