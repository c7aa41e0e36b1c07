import { newEvent, newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { openSqliteEventStore } from '../../../src/event-store/sqlite-event-store.ts';
import { sqliteEventStore } from '../../../src/index.ts';
import { outputOf, startChildWithFileLimit } from '../../child.ts';

const nextFile = temporaryFiles();

const idsIn = async (store: ReturnType<typeof sqliteEventStore>): Promise<readonly string[]> => {
  const ids: string[] = [];
  for await (const { id } of store.readAll()) ids.push(id);
  return ids;
};

describe('failures', () => {
  it('a full disk refuses what does not fit, loses nothing that was answered, and is tried again', async () => {
    const path = nextFile();
    const store = openSqliteEventStore(path, {}, { maximumPages: 60 });
    const answered: string[] = [];
    const large = () => newEvent({ text: 'x'.repeat(30_000) });
    const append = async () => {
      const event = large();
      await store.append('stream', [event], { expectedRevision: 'any' });
      answered.push(event.id);
    };
    await expect(async () => {
      for (;;) await append();
    }).rejects.toMatchObject({
      code: 'store-unavailable',
      details: { reason: 'SQLITE_FULL', stopped: false },
    });
    expect(answered.length).toBeGreaterThan(0);
    await expect(append()).rejects.toMatchObject({ details: { reason: 'SQLITE_FULL' } });
    expect(await idsIn(store)).toEqual(answered);

    // What is small enough still fits: the store has not stopped.
    const small = newEvent();
    await store.append('other', [small], { expectedRevision: 'no-stream' });
    expect(await idsIn(store)).toEqual([...answered, small.id]);
    await store.close();
  });

  it('a group that does not fit is refused as a whole, each append for itself', async () => {
    const store = openSqliteEventStore(nextFile(), {}, { maximumPages: 60 });
    const sizes = [10, 10, 300_000, 10];
    const outcomes = await Promise.allSettled(
      sizes.map((size, index) =>
        store.append(`s${index}`, [newEvent({ text: 'x'.repeat(size) })], { expectedRevision: 'any' }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(sizes.map(() => 'rejected'));
    expect(await idsIn(store)).toEqual([]);
    expect(await store.append('s0', newEvents(1), { expectedRevision: 'no-stream' })).toEqual({
      revision: 0,
      position: 1,
    });
    await store.close();
  });

  it.runIf(process.platform === 'linux')(
    'after a write that the system refused the store stops, says so, and goes on when it is opened again',
    async () => {
      const path = nextFile();
      const { answered, readable, refusal, second, health } = JSON.parse(
        await outputOf(startChildWithFileLimit(700, 'append-until-refused', path)),
      );
      expect(refusal).toMatchObject({ code: 'store-unavailable', details: { stopped: true } });
      expect(refusal.details.reason).toMatch(/^SQLITE_IOERR/);
      expect(refusal.message).toContain('opened again');
      expect(second).toEqual(refusal);
      // Also when nobody asks it to write any more.
      expect(health).toBe('store-unavailable');
      expect(answered.length).toBeGreaterThan(0);
      expect(readable).toEqual(answered);

      const store = sqliteEventStore(path);
      expect(await idsIn(store)).toEqual(answered);
      await store.append('stream', newEvents(1), { expectedRevision: answered.length - 1 });
      await store.close();
    },
  );

  it('when the writer thread dies, what waits for it is refused, and what comes later', async () => {
    const path = nextFile();
    const script = new URL('../../children/dying-writer.ts', import.meta.url);
    const store = openSqliteEventStore(path, {}, { script });
    const appends = Array.from({ length: 3 }, () =>
      store.append('s', newEvents(1), { expectedRevision: 'any' }),
    );
    for (const outcome of await Promise.allSettled(appends)) {
      expect(outcome).toMatchObject({
        reason: { code: 'store-unavailable', details: { reason: 'writer-ended' } },
      });
    }
    await expect(store.append('s', newEvents(1), { expectedRevision: 'any' })).rejects.toMatchObject({
      details: { reason: 'writer-ended' },
    });
    expect(await idsIn(store)).toEqual([]);
    await store.close();
    await sqliteEventStore(path).close();
  });

  it('a group takes no harm from the appends in it that are refused', async () => {
    const store = sqliteEventStore(nextFile());
    const [a, b, c] = [newEvent(), newEvent(), newEvent()];
    const outcomes = await Promise.allSettled([
      store.append('s', [a, b], { expectedRevision: 'no-stream' }),
      store.append('s', [newEvent(), a], { expectedRevision: 1 }),
      store.append('s', [newEvent()], { expectedRevision: 'no-stream' }),
      store.append('s', [c], { expectedRevision: 1 }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await idsIn(store)).toEqual([a.id, b.id, c.id]);
    await store.close();
  });
});
