import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReports, huePolicy, type ReportCommandName, reportWorkflow } from '../../report/index.ts';
import {
  memoryEventStore,
  memoryTimerIndex,
  people,
  type SimulatedMachine,
  simulatedClock,
  simulatedMachine,
} from '../../testing/index.ts';
import { ClockUnsure } from '../base/errors.ts';
import { epochOf, instantOf } from '../base/time.ts';
import { timers } from '../timers/index.ts';
import { clockGuard, clockToleranceMilliseconds, guarded as guardedClock } from './clock-guard.ts';

const start = '2026-03-02T02:00:00.000Z';
const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const guarded = () => {
  const machine = simulatedMachine(start);
  const guard = clockGuard(machine);
  // It is looked at as soon as a host runs.
  guard.now();
  return { machine, guard };
};

const isRefused = (guard: ReturnType<typeof clockGuard>): boolean => {
  try {
    guard.demandSure();
    return false;
  } catch (error) {
    if (error instanceof ClockUnsure) return true;
    throw error;
  }
};

describe('a guarded clock', () => {
  it('never says less than the log, and goes on by itself after a small step back', () => {
    const { machine, guard } = guarded();
    guard.recorded(instantOf(machine.trueTime()));
    machine.setOff(-4 * minute);
    expect(guard.now()).toBe(start);
    expect(isRefused(guard)).toBe(false);
    machine.pass(4 * minute + second);
    expect(guard.now()).toBe(instantOf(epochOf(start) + second));
  });

  it('that is set back by more is not relied on before the log is passed, or somebody confirms it', () => {
    const { machine, guard } = guarded();
    guard.recorded(start);
    machine.setOff(-2 * day);
    expect(guard.state()).toMatchObject({ state: 'unsure', reason: 'behind-log', milliseconds: -2 * day });
    expect(guard.now()).toBe(start);
    machine.pass(day);
    expect(isRefused(guard)).toBe(true);
    expect(guard.due()).toBeUndefined();
    machine.pass(day);
    machine.pass(10 * minute);
    expect(isRefused(guard)).toBe(false);
    expect(guard.due()).toBe(instantOf(machine.wall()));
  });

  it('that is confirmed is the time, although the log has later ones', () => {
    const { machine, guard } = guarded();
    guard.recorded(instantOf(epochOf(start) + 30 * day), 17);
    expect(isRefused(guard)).toBe(true);
    guard.confirm();
    expect(isRefused(guard)).toBe(false);
    expect(guard.now()).toBe(start);
    expect(guard.due()).toBe(start);
    // What follows the log from further behind comes by those of the wrong clock again.
    guard.recorded(instantOf(epochOf(start) + 30 * day), 18);
    expect(guard.now()).toBe(start);
    machine.pass(second);
    guard.recorded(guard.now());
    machine.setOff(-day);
    expect(isRefused(guard)).toBe(true);
  });

  it('that jumps forward for some seconds goes on from where it was, and nothing is due by it', () => {
    const { machine, guard } = guarded();
    machine.setOff(30 * day);
    expect(guard.now()).toBe(start);
    expect(guard.due()).toBeUndefined();
    expect(guard.state()).toMatchObject({ state: 'unsure', reason: 'jumped', milliseconds: 30 * day });
    machine.pass(30 * second);
    expect(guard.now()).toBe(instantOf(machine.trueTime()));
    expect(isRefused(guard)).toBe(true);
    machine.setOff(0);
    expect(guard.state()).toEqual({ state: 'sure' });
    expect(guard.due()).toBe(instantOf(machine.trueTime()));
  });

  it('that stays where it jumped to is the time for commands after a minute, and for timers after ten', () => {
    const { machine, guard } = guarded();
    machine.setOff(30 * day);
    expect(isRefused(guard)).toBe(true);
    machine.pass(minute - 1);
    expect(isRefused(guard)).toBe(true);
    machine.pass(1);
    expect(isRefused(guard)).toBe(false);
    expect(guard.now()).toBe(instantOf(machine.wall()));
    machine.pass(9 * minute - 1);
    expect(guard.due()).toBeUndefined();
    machine.pass(1);
    expect(guard.due()).toBe(instantOf(machine.wall()));
    expect(guard.state()).toEqual({ state: 'sure' });
  });

  it('of a machine that slept is the time after a minute, or as soon as somebody confirms it', () => {
    const { machine, guard } = guarded();
    machine.pass(8 * 60 * minute, { asleep: true });
    expect(isRefused(guard)).toBe(true);
    guard.confirm();
    expect(isRefused(guard)).toBe(false);
    expect(guard.due()).toBe(instantOf(machine.trueTime()));
  });

  it('that jumps again waits again', () => {
    const { machine, guard } = guarded();
    machine.setOff(day);
    guard.now();
    machine.pass(50 * second);
    machine.setOff(2 * day);
    guard.now();
    machine.pass(50 * second);
    expect(isRefused(guard)).toBe(true);
    machine.pass(10 * second);
    expect(isRefused(guard)).toBe(false);
  });

  it('does not take a log that is merely old for a jump, nor a clock that drifts', () => {
    const { machine, guard } = guarded();
    guard.recorded(instantOf(epochOf(start) - 400 * day));
    expect(guard.state()).toEqual({ state: 'sure' });
    for (let hours = 1; hours < 100; hours++) {
      machine.pass(60 * minute);
      machine.setOff(hours * 4 * minute);
      expect(guard.state()).toEqual({ state: 'sure' });
    }
  });

  it('says in how many seconds to come again', () => {
    const { machine, guard } = guarded();
    machine.setOff(day);
    guard.now();
    machine.pass(20 * second + 1);
    expect(guard.demandSure).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ retryAfterSeconds: 40 }) }),
    );
  });
});

/** What happens to a machine, and what is tried on it meanwhile. */
const happening = fc.oneof(
  fc.record({ pass: fc.integer({ min: 1, max: 2 * day }) }),
  fc.record({ sleep: fc.integer({ min: 1, max: 2 * day }) }),
  // Less than a minute: what stands longer is the time.
  fc.record({
    off: fc.oneof(
      fc.integer({ min: -30 * day, max: 30 * day }),
      fc.integer({ min: -5 * minute, max: 5 * minute }),
    ),
    looks: fc.array(fc.integer({ min: 0, max: 14 * second }), { maxLength: 4 }),
  }),
);

describe('reports on a clock that jumps', () => {
  it('are recorded in order and never later than it was, and nothing that was done in time is late', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 12 }), async (happenings) => {
        const machine = simulatedMachine(start);
        const { check, attempt } = await host(machine);
        for (const one of happenings) {
          if ('pass' in one) machine.pass(one.pass);
          else if ('sleep' in one) machine.pass(one.sleep, { asleep: true });
          else {
            machine.setOff(one.off);
            for (const look of one.looks) {
              await attempt();
              machine.pass(look);
            }
            await attempt();
            machine.setOff(0);
          }
          await attempt();
          await check();
        }
      }),
      { numRuns: 60 },
    );
  });
});

const way: readonly ReportCommandName[] = ['verify', 'assign', 'accept', 'resolve', 'publish'];

/** A host that is asked for something whenever it may do it, and watched. */
const host = async (machine: SimulatedMachine) => {
  const clock = clockGuard(machine);
  const store = memoryEventStore({ clock });
  const reports = createReports({ store, policy: huePolicy, clock });
  await reports.agencies.handler.create(
    'register',
    { agencyId: 'agency-hue-lighting', name: 'a', kind: 'government' },
    { actor: people.operator },
  );
  const index = memoryTimerIndex(store, [reports.handler]);
  const firing = timers({ index, handlers: [reports.handler], clock, onError: () => {} });
  const under: { id: string | undefined; next: number } = { id: undefined, next: 0 };
  let seen = 0;
  let before = '';

  const give = async (): Promise<void> => {
    if (under.id === undefined) {
      const { example } = reportWorkflow.commands.submit;
      under.id = (await reports.handler.create('submit', example, { actor: people.citizen })).id;
      under.next = 0;
      return;
    }
    const command = way[under.next];
    if (command === undefined) {
      under.id = undefined;
      return;
    }
    const { example, by } = reportWorkflow.commands[command];
    const actor = by[0] === 'agency' ? people.agency : people.operator;
    await reports.handler.execute(under.id, command, example, { actor });
    under.next += 1;
  };
  return {
    attempt: async (): Promise<void> => {
      await index.catchUp();
      await firing.tick();
      await give().catch((error: unknown) => {
        if (!(error instanceof ClockUnsure)) throw error;
      });
    },
    /** Of what has come since the last time, no time has passed. */
    check: async (): Promise<void> => {
      const latest = machine.trueTime() + clockToleranceMilliseconds;
      for await (const { position, type, data, metadata, stream } of store.readAll({ after: seen })) {
        seen = position;
        expect(metadata.recordedAt >= before).toBe(true);
        before = metadata.recordedAt;
        expect(epochOf(metadata.recordedAt)).toBeLessThanOrEqual(latest);
        expect(epochOf(metadata.occurredAt)).toBeLessThanOrEqual(latest);
        if (type !== 'overdue-marked' && type !== 'resolved') continue;
        const state = (await reports.handler.load(stream.slice('report-'.length)))?.state;
        const name = type === 'resolved' ? 'resolution' : data.clock;
        const due = state?.clocks.findLast(({ clock: one }) => one === name)?.due?.at ?? '';
        if (type === 'overdue-marked') expect(latest).toBeGreaterThanOrEqual(epochOf(due));
        // Timely work: it was done while there was time left.
        else if (latest < epochOf(due)) expect(metadata.occurredAt < due).toBe(true);
      }
    },
  };
};

describe('a clock that somebody made', () => {
  it('is guarded against the log, and may go forward by days when it has nothing that tells them', () => {
    const clock = simulatedClock(start);
    const guard = guardedClock(clock);
    guard.recorded(start);
    clock.advance(-2 * minute);
    expect(guard.now()).toBe(start);
    expect(isRefused(guard)).toBe(false);
    clock.advance(-2 * day);
    expect(isRefused(guard)).toBe(true);
    expect(guard.due()).toBeUndefined();
    clock.advance(40 * day);
    expect(isRefused(guard)).toBe(false);
    expect(guard.due()).toBe(clock.now());
    expect(guardedClock(guard)).toBe(guard);
  });

  it('that has a monotonic one beside it is not relied on when it jumps', () => {
    const machine = simulatedMachine(start);
    const guard = guardedClock({ now: () => instantOf(machine.wall()), monotonic: machine.monotonic });
    guard.now();
    machine.pass(day);
    expect(isRefused(guard)).toBe(false);
    machine.setOff(30 * day);
    expect(isRefused(guard)).toBe(true);
    machine.setOff(0);
    expect(isRefused(guard)).toBe(false);
  });

  it('goes on to say what it says of itself', () => {
    const clock = simulatedClock(start);
    const recorded: string[] = [];
    const own = {
      ...clock,
      due: () => '2026-03-01T00:00:00.000Z',
      demandSure: () => {
        throw new ClockUnsure('asked', { reason: 'jumped', milliseconds: 0, retryAfterSeconds: 1 });
      },
      recorded: (at: string) => void recorded.push(at),
    };
    const guard = guardedClock(own);
    guard.recorded(start);
    expect(recorded).toEqual([start]);
    expect(isRefused(guard)).toBe(true);
    expect(guard.due()).toBe(own.due());
    expect(guardedClock({ ...own, due: () => undefined }).due()).toBeUndefined();
  });
});
