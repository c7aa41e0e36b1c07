import { describe, expect, it } from 'vitest';
import type { JsonObject, RecordedEvent } from '../engine/index.ts';
import { foldCase } from '../projections/report/index.ts';
import { verdictsOf } from '../sla/index.ts';
import {
  type LifecycleFixture,
  lifecycleFixture,
  memoryEventStore,
  people,
  type UncheckedStore,
  uncheckedStore,
} from './../testing/index.ts';

const day = 86_400_000;
const lighting = 'agency-hue-lighting';
const roads = 'agency-hue-roads';

const code = async (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'accepted',
    (error) => error.code,
  );

const submitted = async (lifecycle: LifecycleFixture, count: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await lifecycle.submit());
  return ids;
};

const historyOf = async ({ reports }: LifecycleFixture, reportId: string): Promise<RecordedEvent[]> =>
  Array.fromAsync(reports.handler.history(reportId));

const typesOf = async (lifecycle: LifecycleFixture, reportId: string) =>
  (await historyOf(lifecycle, reportId)).map(({ type }) => type);

/** The process manager over the whole log, again and again until nothing comes of it. */
const catchUp = async ({ reports }: LifecycleFixture): Promise<void> => {
  for (let before = -1, now = 0; now !== before; ) {
    before = now;
    const log = await Array.fromAsync(reports.store.readAll());
    await reports.processManager.react(log);
    now = (await Array.fromAsync(reports.store.readAll())).length;
  }
};

const clocksOf = async (lifecycle: LifecycleFixture, reportId: string) =>
  (await lifecycle.state(reportId)).clocks;

describe('a report that was merged into another one', () => {
  it('follows it when it is merged into a third, over any number of them', async () => {
    const lifecycle = await lifecycleFixture();
    const ids = await submitted(lifecycle, 5);
    for (const [place, id] of ids.slice(0, -1).entries()) {
      await lifecycle.give(id, 'merge', { into: ids[place + 1] ?? '' });
    }
    const last = ids.at(-1);
    for (const id of ids.slice(0, -1)) expect((await lifecycle.state(id)).mergedInto).toBe(last);
    expect((await lifecycle.state(last ?? '')).absorbed.toSorted()).toEqual(ids.slice(0, -1).toSorted());
    const [, second = ''] = ids;
    expect((await historyOf(lifecycle, ids[0] ?? '')).at(-1)?.data).toMatchObject({
      into: last,
      previousInto: ids[3],
    });
    expect(await typesOf(lifecycle, second)).toEqual([
      'submitted',
      'absorbed',
      'merged',
      'separated',
      'merged',
      'merged',
    ]);
  });

  it('goes on where it was when that one is withdrawn, on its own clocks, late or not', async () => {
    const lifecycle = await lifecycleFixture();
    const [report = '', other = ''] = await submitted(lifecycle, 2);
    await lifecycle.giveAll(report, 'verify', 'assign', 'accept', 'request-extension');
    const before = await lifecycle.state(report);
    lifecycle.clock.advance(day);
    await lifecycle.give(report, 'merge', { into: other });
    expect((await lifecycle.state(report)).pendingExtension).toBeNull();
    lifecycle.clock.advance(20 * day);
    await lifecycle.give(other, 'withdraw');

    const after = await lifecycle.state(report);
    expect(after).toEqual({ ...before, redactable: after.redactable, lastAt: lifecycle.clock.now() });
    const [overall] = after.clocks;
    expect(overall && verdictsOf(overall, lifecycle.clock.now())?.verdict).toBe('overdue');
    expect(await typesOf(lifecycle, other)).toEqual(['submitted', 'absorbed', 'withdrawn']);
    await lifecycle.give(report, 'resolve');
    await lifecycle.give(report, 'publish');
    expect((await clocksOf(lifecycle, report)).map((clock) => verdictsOf(clock, '')?.verdict)).toEqual([
      'late',
      'on-time',
      'late',
      'on-time',
    ]);
  });

  it('is to figures as if it had not been merged, and the centre had it meanwhile', async () => {
    const lifecycle = await lifecycleFixture();
    const [report = '', other = ''] = await submitted(lifecycle, 2);
    await lifecycle.giveAll(report, 'verify', 'assign', 'request-extension');
    lifecycle.clock.advance(day);
    await lifecycle.give(report, 'merge', { into: other });
    lifecycle.clock.advance(day);
    await lifecycle.give(other, 'withdraw');
    const facts = (await historyOf(lifecycle, report)).reduce<ReturnType<typeof foldCase> | undefined>(
      foldCase,
      undefined,
    );
    expect(facts).toMatchObject({
      phase: 'assigned',
      endedAt: null,
      agencyId: lighting,
      extensionPending: true,
      held: [{ holder: 'centre' }, { holder: 'agency' }, { holder: 'centre' }, { holder: 'agency' }],
    });
    expect(facts?.clocks).toEqual((await lifecycle.state(report)).clocks.map(({ ...clock }) => clock));
  });

  it('goes back to the centre when its agency was suspended meanwhile', async () => {
    const lifecycle = await lifecycleFixture();
    const [report = '', other = ''] = await submitted(lifecycle, 2);
    await lifecycle.giveAll(report, 'verify', 'assign');
    await lifecycle.give(report, 'merge', { into: other });
    await lifecycle.reports.agencies.suspend(lighting, { reason: 'x' }, { actor: people.operator });
    await lifecycle.give(other, 'withdraw');
    const { phase, assignment, returns, clocks } = await lifecycle.state(report);
    expect([phase, assignment, returns]).toEqual(['verified', null, 0]);
    const running = clocks.filter(({ stoppedAt, cancelledAt }) => stoppedAt === null && cancelledAt === null);
    expect(running.map(({ clock }) => clock)).toEqual(['overall']);
    expect((await typesOf(lifecycle, report)).slice(-2)).toEqual(['unmerged', 'recalled']);
    await lifecycle.give(report, 'assign', { agencyId: roads });
  });

  it('tells its citizen why that one was turned down, and so do those that were merged before', async () => {
    const lifecycle = await lifecycleFixture();
    const [first = '', second = '', third = ''] = await submitted(lifecycle, 3);
    await lifecycle.give(first, 'merge', { into: second });
    await lifecycle.give(second, 'merge', { into: third });
    const clocks = await clocksOf(lifecycle, first);
    lifecycle.clock.advance(day);
    await lifecycle.give(third, 'reject');
    const { reason, message, competentBody } = (await lifecycle.state(third)).rejection ?? {};
    expect(message).toContain('thẩm quyền');
    const rejection = { reason, message, competentBody };
    for (const id of [first, second]) {
      expect(await lifecycle.state(id)).toMatchObject({ phase: 'merged', mergedInto: third, rejection });
    }
    expect(await clocksOf(lifecycle, first)).toEqual(clocks);
  });

  it('hides of that what is hidden there, before and after', async () => {
    const lifecycle = await lifecycleFixture();
    const [one = '', two = '', other = ''] = await submitted(lifecycle, 3);
    await lifecycle.give(one, 'merge', { into: other });
    // One whose merge is told late only.
    const { store } = lifecycle.reports;
    const merged = (await historyOf(lifecycle, one)).find(({ type }) => type === 'merged');
    if (merged === undefined) throw new TypeError('not merged');
    const { recordedAt: _, ...metadata } = merged.metadata;
    await store.append(
      `report-${two}`,
      [{ id: crypto.randomUUID(), type: 'merged', version: 1, data: merged.data, metadata }],
      { expectedRevision: 0 },
    );
    await lifecycle.give(other, 'reject');
    await lifecycle.give(other, 'redact', { field: 'message', reason: 'x' });
    expect((await lifecycle.state(one)).redactions).toEqual([{ field: 'message', revision: 2 }]);
    await catchUp(lifecycle);
    expect(await lifecycle.state(two)).toMatchObject({
      rejection: { reason: 'not-our-competence' },
      redactions: [{ field: 'message', revision: 2 }],
    });
  });

  it('keeps its own words when that one, of which the same field is hidden, is turned down', async () => {
    const lifecycle = await lifecycleFixture();
    const [one = '', other = ''] = await submitted(lifecycle, 2);
    await lifecycle.giveAll(one, 'verify', 'assign');
    await lifecycle.give(one, 'return', { reason: 'said of this report' });
    await lifecycle.give(other, 'redact', { field: 'reason', reason: 'x' });
    await lifecycle.give(one, 'merge', { into: other });
    await lifecycle.give(other, 'reject');
    const told = (await historyOf(lifecycle, one)).find(({ type }) => type === 'rejection-shared');
    expect((await lifecycle.state(one)).redactions).toEqual([{ field: 'reason', revision: told?.revision }]);
    const { events } = await lifecycle.reports.history(one, { actor: people.operator });
    expect(JSON.stringify(events)).toContain('said of this report');
  });

  it('is not separated by anybody but the system, nor from another report than the one it is merged into', async () => {
    const lifecycle = await lifecycleFixture();
    const [one = '', two = '', three = ''] = await submitted(lifecycle, 3);
    await lifecycle.give(one, 'merge', { into: two });
    const input = { into: two, reason: 'x' };
    expect(await code(lifecycle.give(one, 'unmerge', input, people.operator))).toBe('forbidden');
    expect(await code(lifecycle.give(one, 'unmerge', { ...input, into: three }))).toBe('merged-elsewhere');
    expect(await code(lifecycle.give(one, 'unmerge', { ...input, revision: 7 }))).toBe('merged-elsewhere');
    expect(await code(lifecycle.give(two, 'unmerge', input))).toBe('wrong-phase');
    await lifecycle.give(one, 'unmerge', input);
    expect((await lifecycle.state(two)).absorbed).toEqual([]);
    expect(await typesOf(lifecycle, two)).toEqual(['submitted', 'absorbed', 'separated']);
  });
});

describe('a merge', () => {
  it('into a report that was merged into this one is refused, at once or over others', async () => {
    const lifecycle = await lifecycleFixture();
    const [one = '', two = '', three = '', four = ''] = await submitted(lifecycle, 4);
    await lifecycle.give(one, 'merge', { into: two });
    await expect(lifecycle.give(two, 'merge', { into: one })).rejects.toMatchObject({
      code: 'merge-ring',
      details: { into: one, chain: [one, two] },
    });
    await lifecycle.give(two, 'merge', { into: three });
    expect(await code(lifecycle.give(three, 'merge', { into: one }))).toBe('merge-ring');
    await expect(lifecycle.give(four, 'merge', { into: two })).rejects.toMatchObject({
      code: 'merge-target',
      details: { phase: 'merged', leadsTo: three },
    });
  });

  it('of reports into each other at once is taken of all but one', async () => {
    const lifecycle = await lifecycleFixture();
    for (const size of [2, 3, 5]) {
      const ids = await submitted(lifecycle, size);
      await Promise.allSettled(
        ids.map((id, place) => lifecycle.give(id, 'merge', { into: ids[(place + 1) % size] ?? '' })),
      );
      const phases = await Promise.all(ids.map(async (id) => (await lifecycle.state(id)).phase));
      expect(phases.filter((phase) => phase !== 'merged')).toEqual(['submitted']);
    }
  });

  it('and the withdrawal of the other report at once leave nobody without a handler', async () => {
    const lifecycle = await lifecycleFixture();
    for (let round = 0; round < 10; round += 1) {
      const [one = '', two = ''] = await submitted(lifecycle, 2);
      const giving = [lifecycle.give(one, 'merge', { into: two }), lifecycle.give(two, 'withdraw')];
      await Promise.allSettled(round % 2 === 0 ? giving : giving.toReversed());
      expect((await lifecycle.state(one)).phase).toBe('submitted');
    }
  });
});

/** A life on a store that does not check what decisions look at. */
const uncheckedFixture = async () => {
  const made: UncheckedStore[] = [];
  const lifecycle = await lifecycleFixture(undefined, {
    makeStore: (options) => {
      const store = uncheckedStore(memoryEventStore(options));
      made.push(store);
      return store;
    },
  });
  const [store] = made;
  if (store === undefined) throw new TypeError('no store');
  return { lifecycle, store };
};

describe('on a store that checks related streams', () => {
  it('what its log has from before it did is undone: rings, and reports with an agency that was suspended', async () => {
    const lifecycle = await lifecycleFixture();
    const { store, agencies } = lifecycle.reports;
    /** What another report has, as it was appended when nothing was checked. */
    const appendLike = async (like: string, type: string, reportId: string, changes: JsonObject) => {
      const found = (await historyOf(lifecycle, like)).find((event) => event.type === type);
      if (found === undefined) throw new TypeError(`no ${type}`);
      const { version, data, metadata } = found;
      const { recordedAt: _, ...given } = metadata;
      const event = {
        id: crypto.randomUUID(),
        type,
        version,
        data: { ...data, ...changes },
        metadata: given,
      };
      await store.append(`report-${reportId}`, [event], { expectedRevision: 'any' });
    };
    const [one = '', two = '', late = '', early = ''] = await submitted(lifecycle, 4);
    await lifecycle.give(one, 'merge', { into: two });
    await appendLike(one, 'merged', two, { into: one });
    await lifecycle.giveAll(early, 'verify', 'assign');
    await lifecycle.give(late, 'verify');
    await agencies.suspend(lighting, { reason: 'x' }, { actor: people.operator });
    await appendLike(early, 'assigned', late, {});
    await catchUp(lifecycle);
    const phases = await Promise.all(
      [one, two, late, early].map(async (id) => (await lifecycle.state(id)).phase),
    );
    expect(phases).toEqual(['merged', 'submitted', 'verified', 'assigned']);
    expect(await lifecycle.state(two)).toMatchObject({ mergedInto: null, absorbed: [one] });
  });
});

describe('on a store that does not check related streams', () => {
  it('the last of the merges that make a ring is separated, in the order of the log', async () => {
    const { lifecycle, store } = await uncheckedFixture();
    for (const size of [2, 3, 5]) {
      const ids = await submitted(lifecycle, size);
      store.race(size);
      await Promise.all(
        ids.map((id, place) => lifecycle.give(id, 'merge', { into: ids[(place + 1) % size] ?? '' })),
      );
      await catchUp(lifecycle);
      const merges = (await Array.fromAsync(store.readAll())).filter(
        ({ type, data, stream }) =>
          type === 'merged' &&
          data.previousInto === undefined &&
          ids.includes(stream.slice('report-'.length)),
      );
      expect(merges).toHaveLength(size);
      const last = merges.at(-1)?.stream.slice('report-'.length) ?? '';
      for (const id of ids) {
        expect((await lifecycle.state(id)).phase).toBe(id === last ? 'submitted' : 'merged');
      }
      const running = (await clocksOf(lifecycle, last)).map(
        ({ stoppedAt, cancelledAt }) => stoppedAt ?? cancelledAt,
      );
      expect(running).toEqual([null, null]);
    }
  });

  it('a merge into a report that was withdrawn or turned down before it is undone', async () => {
    const { lifecycle, store } = await uncheckedFixture();
    for (const end of ['withdraw', 'reject'] as const) {
      const [one = '', two = ''] = await submitted(lifecycle, 2);
      store.race(2);
      await Promise.all([lifecycle.give(two, end), lifecycle.give(one, 'merge', { into: two })]);
      await catchUp(lifecycle);
      expect((await lifecycle.state(one)).phase).toBe('submitted');
      expect((await typesOf(lifecycle, one)).slice(-2)).toEqual(['merged', 'unmerged']);
      expect((await lifecycle.state(two)).absorbed).toEqual([]);
    }
  });

  it('a report that was assigned after its agency was suspended goes back to the centre, as after a return that is none', async () => {
    const { lifecycle, store } = await uncheckedFixture();
    const report = await lifecycle.submit();
    await lifecycle.give(report, 'verify');
    store.race(2);
    await Promise.all([
      lifecycle.reports.agencies.suspend(lighting, { reason: 'x' }, { actor: people.operator }),
      lifecycle.give(report, 'assign'),
    ]);
    await catchUp(lifecycle);
    const { phase, assignment, returns, clocks } = await lifecycle.state(report);
    expect([phase, assignment, returns]).toEqual(['verified', null, 0]);
    expect(clocks.map(({ clock, cancelledAt }) => [clock, cancelledAt !== null])).toEqual([
      ['overall', false],
      ['verification', false],
      ['resolution', true],
    ]);
    expect((await typesOf(lifecycle, report)).at(-1)).toBe('recalled');
    await lifecycle.give(report, 'assign', { agencyId: roads });
    await catchUp(lifecycle);
    expect((await lifecycle.state(report)).phase).toBe('assigned');
  });

  it('an agency that was suspended before it was to support supports no more; the other one keeps the report', async () => {
    const { lifecycle, store } = await uncheckedFixture();
    const report = await lifecycle.submit();
    await lifecycle.give(report, 'verify');
    store.race(2);
    await Promise.all([
      lifecycle.reports.agencies.suspend(roads, { reason: 'x' }, { actor: people.operator }),
      lifecycle.give(report, 'assign', { agencyId: lighting, supporting: [roads] }),
    ]);
    const clocks = await clocksOf(lifecycle, report);
    await catchUp(lifecycle);
    expect(await lifecycle.state(report)).toMatchObject({
      phase: 'assigned',
      assignment: { agencyId: lighting, supporting: [] },
      clocks,
    });
  });

  it('what was assigned before the suspension stays', async () => {
    const { lifecycle } = await uncheckedFixture();
    const report = await lifecycle.submit();
    await lifecycle.giveAll(report, 'verify', 'assign');
    await lifecycle.reports.agencies.suspend(lighting, { reason: 'x' }, { actor: people.operator });
    await catchUp(lifecycle);
    expect((await lifecycle.state(report)).phase).toBe('assigned');
  });
});
