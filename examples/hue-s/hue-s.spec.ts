import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@phananh/core';
import { reportEvents } from '@phananh/core/reports';
import { memoryEventStore } from '@phananh/core/testing';
import { readModelsBeside, sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf } from './figures.ts';
import { loadDemo } from './load-demo.ts';
import { targetsOf } from './published.ts';
import { provinceClock, simulatedTime } from './simulation/clock.ts';
import { simulate } from './simulation/simulate.ts';

const reports = 500;
const seed = 'hue-s';

describe('a small province', () => {
  let directory: string;
  let path: string;
  let log: readonly RecordedEvent[];
  const eventsOf = (store: EventStore) => Array.fromAsync(store.readAll());

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'phananh-hue-s-'));
    path = join(directory, 'demo.db');
    await loadDemo(path, { reports, seed });
    const store = sqliteEventStore(path, { readonly: true });
    log = await eventsOf(store);
    await store.close();
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('is the same again, event for event, in another store', async () => {
    const clock = provinceClock();
    const store = memoryEventStore({ clock });
    await simulate({ reports, seed, store, clock });
    expect(await eventsOf(store)).toEqual(log);
  }, 120_000);

  it('is the same when the disk is slow, now and then, and fails when the disk does', async () => {
    const clock = provinceClock();
    const store = memoryEventStore({ clock });
    let appends = 0;
    const slow: EventStore = {
      ...store,
      append: async (...given) => {
        const written = store.append(...given);
        appends += 1;
        for (let turn = 0; turn < appends % 7; turn++) await setImmediate();
        return written;
      },
    };
    await simulate({ reports, seed, store: slow, clock });
    expect(await eventsOf(store)).toEqual(log);

    const again = provinceClock();
    const full = memoryEventStore({ clock: again });
    let left = 100;
    const failing: EventStore = {
      ...full,
      append: async (...given) => {
        left -= 1;
        if (left < 0) throw new Error('the disk is full');
        return full.append(...given);
      },
    };
    await expect(simulate({ reports: 60, seed, store: failing, clock: again })).rejects.toThrow('is full');
  }, 120_000);

  it('is another one from another seed', async () => {
    const clock = provinceClock();
    const store = memoryEventStore({ clock });
    await simulate({ reports: 60, seed: 'another', store, clock });
    const again = provinceClock();
    const other = memoryEventStore({ clock: again });
    await simulate({ reports: 60, seed: 'one more', store: other, clock: again });
    const ids = new Set((await eventsOf(store)).map(({ id }) => id));
    expect((await eventsOf(other)).some(({ id }) => ids.has(id))).toBe(false);
  }, 120_000);

  it('comes to its targets in the ordinary figures', async () => {
    const targets = targetsOf(reports);
    const { sla, satisfaction, penalties } = await figuresOf(readModelsBeside(path), simulatedTime.end);
    expect(sla.cases).toBe(reports);
    expect(sla.ratios.resolutionRate.numerator).toBe(targets.processed);
    expect(sla.countsAgainstOriginal).toMatchObject({
      'on-time': targets.onTime,
      late: targets.extended + targets.late,
    });
    expect(sla.counts['on-time-extended']).toBe(targets.extended);
    const { satisfied, acceptable, unsatisfied } = satisfaction;
    expect([satisfied, acceptable, unsatisfied].map(({ numerator }) => numerator)).toEqual([
      targets.rated.satisfied,
      targets.rated.acceptable,
      targets.rated.unsatisfied,
    ]);
    expect(penalties.amount).toBe(targets.fined);
  });

  it('has every event that a report can have, but a re-dating, what merges seldom bring, and what photos, imports, erasures and links to callers do', () => {
    const seen = new Set(log.map(({ type }) => type));
    const unseen = Object.keys(reportEvents).filter((type) => !seen.has(type));
    // No calendar changed in the three years after a due day was computed on it.
    // No report that another one was merged into was withdrawn or turned down, and no agency was suspended.
    // The province sends no photos, so none is added or replaced; it imports nothing, so no other system has anything to correct; nobody asked to be forgotten, and nobody called about what a citizen with an account had sent.
    expect(new Set(unseen)).toEqual(
      new Set([
        're-dated',
        'unmerged',
        'separated',
        'rejection-shared',
        'recalled',
        'attachment-replaced',
        'attachments-added',
        'corrected',
        'personal-data-erased',
        'text-kept',
        'data-held',
        'data-released',
        'retention-ended',
        'linked',
        'unlinked',
      ]),
    );
  });

  it('records what happens when it happens, in the order of the log', () => {
    const instants = log.map(({ metadata }) => metadata.recordedAt);
    expect(instants).toEqual([...instants].sort());
    expect(log.filter(({ metadata }) => metadata.occurredAt > metadata.recordedAt)).toEqual([]);
    expect(log.every(({ metadata }) => metadata.recordedAt < simulatedTime.end)).toBe(true);
  });

  it('is not made again when it is there, and anew when its making was cut off', async () => {
    expect(await loadDemo(path, { reports: 20, seed })).toBeUndefined();
    const other = join(directory, 'other.db');
    const store = sqliteEventStore(join(directory, 'other.loading.db'));
    await store.close();
    writeFileSync(readModelsBeside(join(directory, 'other.loading.db')), '');
    expect(await loadDemo(other, { reports: 60, seed })).toMatchObject({ events: expect.any(Number) });
    expect(existsSync(readModelsBeside(other))).toBe(true);
    expect(existsSync(join(directory, 'other.loading.db'))).toBe(false);
  }, 120_000);

  it('leaves nothing open when its making fails: it can be made anew in the same process', async () => {
    const failed = join(directory, 'failed.db');
    const onSimulated = (): never => {
      throw new Error('nobody listens');
    };
    await expect(loadDemo(failed, { reports: 20, seed, onSimulated })).rejects.toThrow('nobody listens');
    expect(existsSync(failed)).toBe(false);
    expect(await loadDemo(failed, { reports: 20, seed })).toMatchObject({ events: expect.any(Number) });
  }, 120_000);
});
