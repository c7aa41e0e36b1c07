import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memoryEventStore, memoryTimerIndex, simulatedClock } from './../../testing/index.ts';
import {
  type Actor,
  commandHandler,
  define,
  type EventStore,
  event,
  listedTimers,
  nextTimersIn,
  type RecordedEventOf,
  refuse,
  StoreCorrupt,
  StoreUnavailable,
  type TimerFailure,
  timerCommandId,
  timers,
  timersActor,
} from '../index.ts';

/** A parcel is fetched, or nudged for twice and sent back: a workflow with nothing but timers in it. */
const strict = z.strictObject;
const events = {
  arrived: event('It waits.', { deadline: z.string() }),
  nudged: event('The receiver was told.', { nudge: z.int() }),
  postponed: event('They have longer.', { deadline: z.string() }),
  barred: event('Nobody sends it back.', { barred: z.boolean() }),
  'sent-back': event('Nobody came.', { dueAt: z.string() }),
} as const;

interface Parcel {
  readonly phase: 'waiting' | 'gone';
  readonly deadline: string;
  readonly nudges: readonly number[];
  readonly barred: boolean;
}

interface ParcelTypes {
  readonly state: Parcel;
  readonly events: typeof events;
  readonly actorKind: 'clerk' | 'system';
  readonly field: 'phase';
  readonly refusal: 'no';
  readonly policy: { readonly nudges: readonly number[] };
}

const { command, creation, made, workflow } = define<ParcelTypes>();
const hour = 3_600_000;
const hoursBefore = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) - hours * hour).toISOString();

const parcelWorkflow = workflow({
  name: 'parcel',
  summary: 'A parcel at the counter.',
  id: z.string(),
  phases: { waiting: { summary: 'waits' }, gone: { summary: 'is gone', final: true } },
  actorKinds: { clerk: 'at the counter', system: 'timers' },
  events,
  commands: {
    arrive: creation({
      summary: 'It arrives.',
      input: strict({ deadline: z.string() }),
      example: { deadline: '2026-03-09T00:00:00.000Z' },
      by: ['clerk'],
      emits: ['arrived'],
      decide: (input) => made('arrived', input),
    }),
    nudge: command({
      summary: 'Tells the receiver.',
      input: strict({ nudge: z.int() }),
      example: { nudge: 24 },
      by: ['system'],
      from: ['waiting'],
      emits: ['nudged'],
      refuses: ['no'],
      decide: (parcel, { nudge }) =>
        parcel.nudges.includes(nudge) ? refuse('no', 'told already') : made('nudged', { nudge }),
    }),
    postpone: command({
      summary: 'Gives them longer.',
      input: strict({ deadline: z.string() }),
      example: { deadline: '2026-03-09T00:00:00.000Z' },
      by: ['clerk'],
      from: ['waiting'],
      emits: ['postponed'],
      decide: (_, input) => made('postponed', input),
    }),
    bar: command({
      summary: 'Says whether it may be sent back.',
      input: strict({ barred: z.boolean() }),
      example: { barred: true },
      by: ['clerk'],
      from: ['waiting'],
      emits: ['barred'],
      decide: (_, input) => made('barred', input),
    }),
    'send-back': command({
      summary: 'Sends it back.',
      input: strict({}),
      example: {},
      by: ['system'],
      from: ['waiting'],
      to: ['gone'],
      emits: ['sent-back'],
      refuses: ['no'],
      decide: ({ barred, deadline }) =>
        barred ? refuse('no', 'it is barred') : made('sent-back', { dueAt: deadline }),
    }),
  },
  refusals: { no: { kind: 'conflict', title: { en: 'No', vi: 'Không' }, help: 'No.' } },
  evolve: (state: Parcel | undefined, event: RecordedEventOf<typeof events>): Parcel => {
    if (event.type === 'arrived')
      return { phase: 'waiting', deadline: event.data.deadline, nudges: [], barred: false };
    if (state === undefined) throw new TypeError('a parcel arrives first');
    switch (event.type) {
      case 'nudged':
        return { ...state, nudges: [...state.nudges, event.data.nudge] };
      case 'postponed':
        return { ...state, deadline: event.data.deadline };
      case 'barred':
        return { ...state, barred: event.data.barred };
      case 'sent-back':
        return { ...state, phase: 'gone' };
    }
  },
  fields: { phase: { summary: 'Whether it waits.' } },
  // #region pending-timers
  timers: {
    gives: ['send-back', 'nudge'],
    pending: ({ phase, deadline, nudges }, _, { policy }) =>
      phase === 'gone'
        ? []
        : [
            { key: 'send-back', at: deadline, command: 'send-back', input: {} },
            ...policy.nudges
              .filter((nudge) => !nudges.includes(nudge))
              .map((nudge) => ({
                key: `nudge:${nudge}`,
                at: hoursBefore(deadline, nudge),
                command: 'nudge',
                input: { nudge },
              })),
          ],
  },
  // #endregion pending-timers
});

const clerk: Actor = { kind: 'clerk', id: 'k-1' };
const start = '2026-03-02T00:00:00.000Z';
const deadline = '2026-03-09T00:00:00.000Z';

const fixture = (makeStore: (real: EventStore) => EventStore = (real) => real) => {
  const clock = simulatedClock(start);
  const real = memoryEventStore({ clock });
  const store = makeStore(real);
  /** Each host has its own: nothing but the store is between them. */
  const handlerOfHost = () =>
    commandHandler({ workflow: parcelWorkflow, store, policy: { nudges: [24, 48] }, clock });
  const handler = handlerOfHost();
  const index = memoryTimerIndex(real, [handler]);
  const failures: TimerFailure[] = [];
  const host = () =>
    timers({ index, handlers: [handlerOfHost()], clock, onError: (failure) => failures.push(failure) });
  const arrive = async (id: string, until = deadline) => {
    await handler.create('arrive', { deadline: until }, { actor: clerk, id });
    await index.catchUp();
  };
  const history = async (id: string) =>
    (await Array.fromAsync(handler.history(id))).map(
      ({ type, data }) => `${type}${'nudge' in data ? ` ${data.nudge}` : ''}`,
    );
  return { clock, store, real, handler, index, host, arrive, history, failures };
};

describe('timers', () => {
  it('fire when they are due and not before, and say when the next one is', async () => {
    const { clock, arrive, host, index, history } = fixture();
    await arrive('a');
    const runner = host();
    clock.set('2026-03-06T23:59:59.999Z');
    expect(await runner.tick()).toEqual({ fired: 0, refused: 0, failed: 0 });
    expect(index.next()).toBe('2026-03-07T00:00:00.000Z');
    clock.advance(1);
    expect(await runner.tick()).toMatchObject({ fired: 1 });
    await index.catchUp();
    expect(await runner.tick()).toMatchObject({ fired: 0 });
    expect(index.next()).toBe('2026-03-08T00:00:00.000Z');
    expect(await history('a')).toEqual(['arrived', 'nudged 48']);
  });

  it('that were missed fire once each and in order, with the machine as their actor and the instant of firing', async () => {
    const { clock, arrive, host, handler, history } = fixture();
    await arrive('a');
    clock.set('2026-04-01T08:00:00.000Z');
    const runner = host();
    expect(await runner.tick()).toMatchObject({ fired: 3 });
    // The index has not moved yet.
    expect(await runner.tick()).toMatchObject({ fired: 0, refused: 0 });
    expect(await history('a')).toEqual(['arrived', 'nudged 48', 'nudged 24', 'sent-back']);
    for await (const { metadata, revision } of handler.history('a')) {
      if (revision === 0) continue;
      expect(metadata).toMatchObject({ actor: timersActor, occurredAt: '2026-04-01T08:00:00.000Z' });
    }
  });

  it('fire once when the index is gone, is stale, or another host looks at the same time', async () => {
    const { clock, arrive, host, index, history, real } = fixture();
    for (const id of ['a', 'b', 'c']) await arrive(id);
    clock.set('2026-03-08T12:00:00.000Z');
    await Promise.all([host().tick(), host().tick(), host().tick()]);
    expect(await Array.fromAsync(real.readAll())).toHaveLength(3 + 6);
    // A host that starts over the index of before.
    expect(await host().tick()).toMatchObject({ fired: 0 });
    index.drop();
    await index.catchUp();
    expect(await host().tick()).toMatchObject({ fired: 0 });
    expect(index.next()).toBe(deadline);
    for (const id of ['a', 'b', 'c'])
      expect(await history(id)).toEqual(['arrived', 'nudged 48', 'nudged 24']);
  });

  it('do not fire again when the clock is set back, and what was put off fires at its new instant', async () => {
    const { clock, arrive, host, index, handler, history } = fixture();
    await arrive('a');
    const runner = host();
    clock.set('2026-03-08T00:00:00.000Z');
    expect(await runner.tick()).toMatchObject({ fired: 2 });
    clock.set(start);
    await handler.execute('a', 'postpone', { deadline: '2026-03-20T00:00:00.000Z' }, { actor: clerk });
    await index.catchUp();
    expect(await runner.tick()).toMatchObject({ fired: 0 });
    expect(index.next()).toBe('2026-03-20T00:00:00.000Z');
    clock.set('2026-03-20T00:00:00.000Z');
    expect(await runner.tick()).toMatchObject({ fired: 1 });
    expect(await history('a')).toEqual(['arrived', 'nudged 48', 'nudged 24', 'postponed', 'sent-back']);
  });

  it('that are refused wait for the next event of their stream, and hold up no other', async () => {
    const { clock, arrive, host, index, handler, history } = fixture();
    await arrive('a');
    await arrive('b');
    await handler.execute('a', 'bar', { barred: true }, { actor: clerk });
    await index.catchUp();
    clock.set('2026-04-01T00:00:00.000Z');
    const runner = host();
    expect(await runner.tick()).toMatchObject({ fired: 5, refused: 1 });
    await index.catchUp();
    expect(await runner.tick()).toMatchObject({ fired: 0, refused: 0 });
    expect(runner.lagMilliseconds()).toBe(0);
    await handler.execute('a', 'bar', { barred: false }, { actor: clerk });
    await index.catchUp();
    expect(await runner.tick()).toMatchObject({ fired: 1, refused: 0 });
    expect((await history('a')).at(-1)).toBe('sent-back');
  });

  it('that fail are tried again more and more seldom, are visible, and hold up no other', async () => {
    let down = true;
    const { clock, arrive, host, index, failures, history } = fixture((real) => ({
      ...real,
      append: async (stream, ...rest) => {
        if (down && stream === 'parcel-a' && rest[0][0]?.type !== 'arrived')
          throw new StoreUnavailable('down');
        return real.append(stream, ...rest);
      },
    }));
    await arrive('a');
    await arrive('b');
    clock.set('2026-03-07T00:01:00.000Z');
    const runner = host();
    expect(await runner.tick()).toMatchObject({ fired: 1, failed: 1 });
    expect(await runner.tick()).toMatchObject({ fired: 0, failed: 0 });
    expect([runner.lagMilliseconds(), runner.failing()]).toEqual([60_000, 1]);
    for (let n = 0; n < 12; n++) {
      clock.set(failures.at(-1)?.retryAt ?? '');
      expect(await runner.tick()).toMatchObject({ failed: 1 });
    }
    const pauses = failures
      .slice(1)
      .map((failure, n) => Date.parse(failure.retryAt) - Date.parse(failures[n]?.retryAt ?? ''));
    expect(pauses[0]).toBeLessThanOrEqual(2_000);
    expect(Math.min(...pauses.slice(-3))).toBeGreaterThan(100_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(300_000);
    expect(new Set(pauses.slice(-3)).size).toBeGreaterThan(1);
    down = false;
    clock.set(failures.at(-1)?.retryAt ?? '');
    expect(await runner.tick()).toMatchObject({ fired: 1, failed: 0 });
    await index.catchUp();
    expect([runner.lagMilliseconds(), runner.failing()]).toEqual([0, 0]);
    expect(await history('a')).toEqual(['arrived', 'nudged 48']);
  });

  it('that failed under a clock that was set forward are tried when it is set back', async () => {
    let down = true;
    const { clock, arrive, host, history } = fixture((real) => ({
      ...real,
      append: async (stream, ...rest) => {
        // Whatever is not a rule that says no: nobody is to believe that it has been settled.
        if (down && rest[0][0]?.type !== 'arrived') throw new StoreCorrupt('broken');
        return real.append(stream, ...rest);
      },
    }));
    await arrive('a');
    const runner = host();
    clock.set('2031-01-01T00:00:00.000Z');
    expect(await runner.tick()).toMatchObject({ failed: 1 });
    down = false;
    clock.set('2026-03-07T00:00:00.000Z');
    expect(await runner.tick()).toMatchObject({ fired: 1 });
    expect(await history('a')).toEqual(['arrived', 'nudged 48']);
  });

  it('end early when the host ends, and go on in the next one', async () => {
    const ending = new AbortController();
    const { clock, arrive, host, history } = fixture((real) => ({
      ...real,
      append: async (stream, ...rest) => {
        if (rest[0][0]?.type !== 'arrived') ending.abort();
        return real.append(stream, ...rest);
      },
    }));
    await arrive('a');
    clock.set('2026-04-01T00:00:00.000Z');
    expect(await host().tick(ending.signal)).toMatchObject({ fired: 1 });
    expect(await history('a')).toEqual(['arrived', 'nudged 48']);
    expect(await host().tick()).toMatchObject({ fired: 2 });
  });

  it('of more streams than a page holds fire in one look', async () => {
    const { clock, index, handler, host } = fixture();
    for (let n = 0; n < 2_500; n++)
      await handler.create('arrive', { deadline }, { actor: clerk, id: `p${n}` });
    await index.catchUp();
    clock.set('2026-03-07T00:00:00.000Z');
    expect(await host().tick()).toMatchObject({ fired: 2_500 });
  });

  it('have one command id for ever', () => {
    expect(timerCommandId('parcel-a', 'nudge:24')).toBe(timerCommandId('parcel-a', 'nudge:24'));
    expect(timerCommandId('parcel-a', 'nudge:24')).not.toBe(timerCommandId('parcel-b', 'nudge:24'));
    expect(timerCommandId('parcel-a', 'nudge:24')).not.toBe(timerCommandId('parcel-a', 'nudge:48'));
  });
});

describe('what streams have pending', () => {
  it('is the same whatever batches the log comes in, and however few states are kept', async () => {
    const step = fc.record({ parcel: fc.nat(4), hours: fc.nat(200) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, sizes, keptStates) => {
          const { handler, store } = fixture();
          for (const { parcel, hours } of steps) {
            const until = hoursBefore(deadline, -hours);
            const id = `p${parcel}`;
            const there = (await handler.load(id)) !== undefined;
            await (there
              ? handler.execute(id, 'postpone', { deadline: until }, { actor: clerk })
              : handler.create('arrive', { deadline: until }, { actor: clerk, id }));
          }
          const all = await Array.fromAsync(store.readAll());
          const nextTimers = nextTimersIn(store, [handler], { keptStates });
          const found = new Map<string, string | undefined>();
          for (let from = 0, n = 0; from < all.length; n++) {
            const size = sizes[n % sizes.length] ?? 1;
            for (const { stream, timer } of await nextTimers(all.slice(from, from + size)))
              found.set(stream, timer?.at);
            from += size;
          }
          for (const [stream, at] of found) {
            const subject = await handler.load(stream.slice('parcel-'.length));
            expect(at).toBe(hoursBefore(subject?.state.deadline ?? '', 48));
          }
          expect(found.size).toBe(new Set(all.map(({ stream }) => stream)).size);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are listed with why one that is due has not fired: not tried, failed, or refused', async () => {
    let broken = false;
    const { clock, arrive, host, index, handler } = fixture((real) => ({
      ...real,
      append: async (...given) => {
        if (broken && given[0] === 'parcel-b')
          throw new StoreUnavailable('kurrentdb://someone:secret@db:2113 is away');
        return real.append(...given);
      },
    }));
    for (const id of ['a', 'b', 'c']) await arrive(id);
    await arrive('d', '2026-05-01T00:00:00.000Z');
    await handler.execute('c', 'bar', { barred: true }, { actor: clerk });
    await index.catchUp();
    const firing = host();
    const listed = () => listedTimers(index, { limit: 10 }, { now: clock.now(), firing });
    const states = () =>
      Object.fromEntries(listed().timers.map(({ subjectId, state }) => [subjectId, state]));
    clock.set(deadline);
    expect(states()).toEqual({ a: 'due', b: 'due', c: 'due', d: 'pending' });
    broken = true;
    await firing.tick();
    // What has fired is not told as late while the index is behind.
    expect(states()).toEqual({ b: 'failing', d: 'pending' });
    const [failing] = listed().timers;
    expect(failing).toMatchObject({ key: 'nudge:48', workflow: 'parcel', failing: { attempts: 1 } });
    expect(failing?.failing?.message).toContain('is away');
    expect(failing?.failing?.message).not.toContain('secret');
    await index.catchUp();
    expect(states()).toEqual({ b: 'failing', c: 'refused', d: 'pending' });
  });
});
