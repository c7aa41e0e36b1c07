import { newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openConnection, readSetting } from '../../../src/event-store/connection.ts';
import type { AppendOutcome, Group } from '../../../src/event-store/grouped-append.ts';
import { knownStreams } from '../../../src/event-store/known-streams.ts';
import { groupCommit } from '../../../src/event-store/writer/group-commit.ts';
import { sqliteEventStore } from '../../../src/index.ts';

const nextFile = temporaryFiles();
const clock = { now: () => '2026-11-23T08:30:00.000Z' };
const full = 2;

const madeStore = async (): Promise<string> => {
  const path = nextFile();
  const store = sqliteEventStore(path);
  await store.append('stream', newEvents(2), { expectedRevision: 'any' });
  await store.close();
  return path;
};

/** A writer that commits a group when the test says so. */
const heldWriter = () => {
  const groups: { readonly group: Group; commit(): void }[] = [];
  const writer = {
    commit: (group: Group) =>
      new Promise<readonly AppendOutcome[]>((resolve) => {
        const outcomes = group.appends.map((_, index) => ({
          kind: 'appended' as const,
          revision: 0,
          position: index,
        }));
        groups.push({ group, commit: () => resolve(outcomes) });
      }),
    close: () => Promise.resolve(),
  };
  return { writer, groups };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('durability', () => {
  it('every connection to a file that is in WAL mode already syncs fully', async () => {
    const path = await madeStore();
    for (const readonly of [false, true]) {
      const connection = openConnection(path, { readonly });
      expect(readSetting(connection, 'journal_mode')).toBe('wal');
      expect(readSetting(connection, 'synchronous')).toBe(full);
      connection.close();
    }
  });

  it('no append is answered before its group is committed', async () => {
    const { writer, groups } = heldWriter();
    let woken = 0;
    const commits = groupCommit('store', writer, {
      clock,
      streams: knownStreams(),
      onCommit: () => {
        woken += 1;
      },
    });
    const answered: string[] = [];
    const append = async (stream: string) => {
      await commits.append({ stream, events: [], expectedRevision: 'any', related: [] });
      answered.push(stream);
    };

    const first = Promise.all([append('a'), append('b')]);
    await turn();
    const later = Promise.all([append('c'), append('d')]);
    await turn();
    expect({ groups: groups.length, answered, woken }).toEqual({ groups: 1, answered: [], woken: 0 });
    groups[0]?.commit();
    await first;
    expect({ answered, woken }).toEqual({ answered: ['a', 'b'], woken: 1 });
    await turn();
    expect(groups[1]?.group.appends.map(({ stream }) => stream)).toEqual(['c', 'd']);
    groups[1]?.commit();
    await later;
    expect(answered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('an append after a lone one is written at once, one after several waits for those that come with it', async () => {
    const { writer, groups } = heldWriter();
    const commits = groupCommit('store', writer, { clock, streams: knownStreams(), onCommit: () => {} });
    const append = (stream: string) =>
      commits.append({ stream, events: [], expectedRevision: 'any', related: [] });
    const streams = () => groups.map(({ group }) => group.appends.map(({ stream }) => stream));

    const lone = append('a');
    await turn();
    groups[0]?.commit();
    await lone;
    await commits.drained();
    const next = append('b');
    const later = [append('c'), append('d')];
    expect(streams()).toEqual([['a'], ['b']]);
    groups[1]?.commit();
    await next;
    // One for the store, which may ask for it after the test does.
    await turn();
    await turn();
    groups[2]?.commit();
    await Promise.all(later);
    await commits.drained();
    const together = [append('e'), append('f')];
    expect(streams()).toEqual([['a'], ['b'], ['c', 'd']]);
    await turn();
    groups[3]?.commit();
    await Promise.all(together);
    expect(streams()).toEqual([['a'], ['b'], ['c', 'd'], ['e', 'f']]);
  });

  it('what was answered is seen by another connection at once', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    const other = new Database(path, { readonly: true });
    const count = other.prepare('SELECT count(*) FROM events').pluck();
    for (let expected = 1; expected <= 20; expected++) {
      await store.append('stream', newEvents(1), { expectedRevision: 'any' });
      expect(count.get()).toBe(expected);
    }
    other.close();
    await store.close();
  });

  it('an event can be neither changed nor deleted', async () => {
    const path = await madeStore();
    const other = new Database(path);
    expect(() => other.exec(`UPDATE events SET data = '{}'`)).toThrow('an event is never changed');
    expect(() => other.exec('DELETE FROM events WHERE position = 2')).toThrow('an event is never deleted');
    expect(other.prepare('SELECT count(*) FROM events').pluck().get()).toBe(2);
    other.close();
  });
});
