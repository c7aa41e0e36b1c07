import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  epochOf,
  foldOf,
  instantOf,
  PhananhError,
  pendingTimers,
  type Timers,
  timerCommandId,
  timers,
  timersActor,
} from '../../src/engine/index.ts';
import {
  agency,
  citizen,
  operator,
  type ReportCommandName,
  type Reports,
  reportWorkflow,
} from '../../src/report/index.ts';
import type { ReportClock } from '../../src/report/policy.ts';
import { verdictsOf } from '../../src/sla/index.ts';
import { lifecycleFixture, likelyCommands, memoryTimerIndex, people } from '../../src/testing/index.ts';

const hour = 3_600_000;
const day = 24 * hour;

const fixture = async (start = '2026-03-02T02:00:00.000Z') => {
  const lifecycle = await lifecycleFixture(start);
  const { reports, clock } = lifecycle;
  const index = memoryTimerIndex(reports.store, [reports.handler]);
  const host = (): Timers => timers({ index, handlers: [reports.handler], clock });
  const one = host();
  /** Lets time pass up to a moment, a tick at a time as a host does. */
  const passTo = async (instant: string, runner: Timers = one): Promise<void> => {
    for (await index.catchUp(); ; await index.catchUp()) {
      const next = index.next();
      if (next === undefined || next > instant) break;
      if (next > clock.now()) clock.set(next);
      const { fired, refused } = await runner.tick();
      // What is pending is what the lifecycle would take.
      expect(refused).toBe(0);
      await index.catchUp();
      if (fired === 0 && index.next() === next) break;
    }
    clock.set(instant);
  };
  const told = async (reportId: string): Promise<readonly string[]> => {
    const events = await Array.fromAsync(reports.handler.history(reportId));
    return events
      .filter(({ metadata }) => metadata.actor.id === 'timers')
      .map(({ type, data, metadata: { occurredAt } }) =>
        [occurredAt.slice(0, 16), type, data.clock, data.rung, data.to].filter(Boolean).join(' '),
      );
  };
  return { ...lifecycle, index, host, passTo, told };
};

describe('the timers of a report', () => {
  it('remind on the working day before and on the due day, mark the due moment, and climb the ladder', async () => {
    const { submit, giveAll, passTo, told } = await fixture();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign');
    await passTo('2026-03-20T00:00:00.000Z');
    expect(await told(reportId)).toEqual([
      '2026-03-09T01:00 reminded resolution one-day-before agency',
      '2026-03-10T01:00 reminded overall one-day-before agency',
      '2026-03-10T17:00 overdue-marked resolution overdue',
      '2026-03-11T01:00 reminded overall due-day agency',
      '2026-03-11T01:00 escalated resolution agency-head agency-head',
      '2026-03-11T17:00 overdue-marked overall overdue',
      '2026-03-12T01:00 escalated overall agency-head agency-head',
      '2026-03-16T01:00 escalated overall centre-head centre-head',
    ]);
  });

  it('go to the centre for a report that no agency has', async () => {
    const { submit, passTo, told } = await fixture();
    const reportId = await submit();
    await passTo('2026-03-12T12:00:00.000Z');
    const escalated = (await told(reportId)).filter((line) => line.includes('escalated'));
    expect(escalated).toEqual([
      '2026-03-04T01:00 escalated verification centre-head centre-head',
      '2026-03-12T01:00 escalated overall agency-head centre-head',
    ]);
  });

  it('come on working days only: not in Tet', async () => {
    const { submit, passTo, told } = await fixture('2026-02-12T02:00:00.000Z');
    const reportId = await submit();
    await passTo('2026-03-10T00:00:00.000Z');
    const days = (await told(reportId))
      .filter((line) => !line.includes('marked'))
      .map((line) => line.slice(0, 10));
    expect(days.every((date) => date < '2026-02-14' || date > '2026-02-22')).toBe(true);
    expect(days.length).toBeGreaterThan(3);
  });

  it('end the wait for an answer at the end of its term: late firing moves no due day and changes no verdict', async () => {
    const dues = [];
    for (const late of [0, 9 * day]) {
      const { submit, give, giveAll, clock, index, host, state } = await fixture();
      const reportId = await submit();
      await giveAll(reportId, 'verify', 'assign');
      clock.advance(day);
      await give(reportId, 'request-information', { question: 'Ở đâu?', termDays: 3 });
      clock.set('2026-03-06T17:00:00.000Z');
      const verdictsThen = (await state(reportId)).clocks.map((clk) =>
        verdictsOf(clk, '2026-03-13T00:00:00.000Z'),
      );
      clock.advance(late);
      await index.catchUp();
      expect((await host().tick()).fired).toBeGreaterThan(0);
      const after = await state(reportId);
      expect(after.awaiting).toBeNull();
      expect(after.clocks.map((clk) => verdictsOf(clk, '2026-03-13T00:00:00.000Z'))).toEqual(verdictsThen);
      dues.push(after.clocks.map(({ due, givenBack, pausedAt }) => [due?.day, givenBack, pausedAt]));
    }
    expect(dues[1]).toEqual(dues[0]);
    expect(dues[0]?.at(0)).toEqual(['2026-03-16', 3, null]);
  });

  it('close the report when the time for rating is over', async () => {
    const { submit, giveAll, passTo, told, state } = await fixture();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign', 'resolve', 'publish');
    await passTo('2026-04-01T00:00:00.000Z');
    expect((await state(reportId)).phase).toBe('closed');
    expect(await told(reportId)).toEqual(['2026-03-17T17:00 closed']);
  });

  it('fire what was missed once each, in order, after a downtime', async () => {
    const { submit, giveAll, index, host, clock, told } = await fixture();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign');
    clock.set('2026-06-01T00:00:00.000Z');
    await index.catchUp();
    expect(await host().tick()).toMatchObject({ fired: 8, refused: 0, failed: 0 });
    const kinds = (await told(reportId)).map((line) => line.slice(17));
    expect(kinds[0]).toBe('reminded resolution one-day-before agency');
    expect(kinds.at(-1)).toBe('escalated overall centre-head centre-head');
    await index.catchUp();
    expect(await host().tick()).toMatchObject({ fired: 0 });
  });

  it('climb the ladder anew for a clock that is started anew, and never for the one before', async () => {
    const { reports, submit, give, giveAll, passTo, told, clock } = await fixture();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign');
    await passTo('2026-03-09T02:00:00.000Z');
    await give(reportId, 'assign', { agencyId: 'agency-hue-roads', note: 'nhầm' });
    const before = { clock: 'resolution', rung: 'overdue', round: 1, start: 0 };
    clock.set('2026-03-20T00:00:00.000Z');
    for (const actor of [people.system, timersActor])
      await expect(
        reports.handler.execute(reportId, 'mark-overdue', before, { actor }),
      ).rejects.toMatchObject({ code: 'no-term' });
    await passTo('2026-03-20T00:00:01.000Z');
    const events = await Array.fromAsync(reports.handler.history(reportId));
    const ladder = events.flatMap(({ type, data }) =>
      data.clock === 'resolution' ? [`${data.start} ${type}`] : [],
    );
    expect(ladder).toEqual(['0 reminded', '1 overdue-marked', '1 escalated']);
    expect((await told(reportId)).length).toBeGreaterThan(ladder.length);
  });

  it('do not fire for a due moment that has moved, whatever the index still says', async () => {
    const { reports, submit, give, giveAll, index, host, clock, told } = await fixture();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign');
    await index.catchUp();
    await giveAll(reportId, 'request-extension', 'grant-extension');
    clock.set('2026-03-09T01:00:00.000Z');
    expect(index.due(clock.now(), { limit: 10 })).toHaveLength(1);
    expect(await host().tick()).toEqual({ fired: 0, refused: 0, failed: 0 });
    const early = { clock: 'resolution', rung: 'one-day-before', round: 1, start: 0 };
    await expect(
      reports.handler.execute(reportId, 'remind', early, { actor: timersActor }),
    ).rejects.toMatchObject({ code: 'not-due-yet' });
    clock.set('2026-03-11T01:00:00.000Z');
    await index.catchUp();
    await host().tick();
    expect(await told(reportId)).toEqual(['2026-03-11T01:00 reminded resolution one-day-before agency']);
    await give(reportId, 'comment');
  });

  it('are none for a case of another system', async () => {
    const { reports, index } = await fixture();
    const { system } = people;
    const { id } = await reports.handler.create(
      'submit',
      {
        ...reportWorkflow.commands.submit.example,
        channel: 'import',
        occurredAt: '2020-01-01T00:00:00Z',
        legacy: { system: 'x', caseId: '1', dueAt: '2020-01-05T00:00:00Z' },
      },
      { actor: system },
    );
    await index.catchUp();
    expect(index.size).toBe(0);
    for (const command of ['verify', 'assign', 'request-information', 'resolve', 'publish'] as const) {
      await reports.handler.execute(id, command, reportWorkflow.commands[command].example, { actor: system });
      await index.catchUp();
      expect(index.size).toBe(0);
    }
  });

  it('fire once for each clock and rung, whatever crashes, lags, jumps, or does the same beside it', async () => {
    const actors = [citizen('c-17'), operator('o-3'), agency('officer-9', 'agency-hue-lighting')];
    const step = fc.record({
      command: fc.constantFrom(
        ...likelyCommands.filter((name) => !['remind', 'mark-overdue', 'escalate', 'close'].includes(name)),
      ),
      actor: fc.constantFrom(...actors),
      hours: fc.integer({ min: 0, max: 120 }),
      accident: fc.constantFrom(
        'none',
        'none',
        'stale index',
        'lost index',
        'two hosts',
        'new host',
        'clock goes back',
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const { reports, submit, clock, index, host } = await fixture();
        const reportId = await submit();
        let running = host();
        for (const { command, actor, hours, accident } of steps) {
          clock.advance(hours * hour);
          await reports.handler
            .execute(reportId, command, reportWorkflow.commands[command].example, { actor })
            .catch((error) => {
              if (!(error instanceof PhananhError)) throw error;
            });
          if (accident === 'lost index') index.drop();
          if (accident === 'new host') running = host();
          if (accident === 'clock goes back') clock.advance(-3 * hour);
          if (accident !== 'stale index') await index.catchUp();
          await Promise.all(
            (accident === 'two hosts' ? [running, host()] : [running]).map((each) => each.tick()),
          );
          if (accident === 'clock goes back') clock.advance(3 * hour);
        }
        clock.advance(400 * day);
        for (let times = 0; times < 4; times++) {
          await index.catchUp();
          await running.tick();
        }
        const events = await Array.fromAsync(reports.handler.history(reportId));
        const started = new Map<unknown, number>();
        const seen = new Set<string>();
        for (const { type, data } of events) {
          const changes = (data.clocks ?? []) as { change: string; clock: string }[];
          for (const { change, clock: name } of changes)
            if (change === 'started') started.set(name, (started.get(name) ?? 0) + 1);
          if (!['reminded', 'overdue-marked', 'escalated'].includes(type)) continue;
          // A clock that is started anew climbs its ladder anew.
          const name = `${started.get(data.clock)} ${type} ${data.clock} ${data.rung}`;
          expect(seen.has(name), name).toBe(false);
          seen.add(name);
        }
        await index.catchUp();
        // Everything that could become due has: what is left has been refused by the lifecycle.
        expect((await host().tick()).fired).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('fire each once, none early, none left out: three years of three hundred reports and their accidents', async () => {
    const lived = await lifeOf(3 * 365, 20_260_302);
    expect(lived.fired).toBeGreaterThan(2_000);
    expect(lived.kinds).toEqual(
      new Set(['reminded', 'overdue-marked', 'escalated', 'information-not-provided', 'closed']),
    );
  }, 60_000);

  it('fire at the same moments when the same happens again: half a year and its accidents', async () => {
    const { fired, log } = await lifeOf(180, 20_260_302);
    expect(fired).toBeGreaterThan(200);
    expect((await lifeOf(180, 20_260_302)).log).toBe(log);
  });

  it('leave due days and verdicts as they are when they come late, however late', async () => {
    const commands = likelyCommands.filter((name) => !byTimers.includes(name));
    const step = fc.record({
      command: fc.constantFrom(...commands),
      actor: fc.constantFrom(...actors),
      hours: fc.integer({ min: 0, max: 60 }),
    });
    type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
    const live = async (steps: readonly Step[], punctual: boolean) => {
      const { reports, submit, state, clock, index, host, passTo } = await fixture();
      const reportId = await submit();
      for (const { command, actor, hours } of steps) {
        const to = instantOf(epochOf(clock.now()) + hours * hour);
        if (punctual) await passTo(to);
        else clock.set(to);
        await giveIfAllowed(reports, reportId, command, actor);
      }
      await index.catchUp();
      await host().tick();
      const { phase, awaiting, round, clocks } = await state(reportId);
      const now = clock.now();
      return {
        ...{ phase, round, awaits: awaiting?.answerBy ?? null },
        clocks: clocks.map(({ rungs: _, ...clock }) => ({
          ...clock,
          verdicts: verdictsOf(clock as ReportClock, now),
        })),
      };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
        expect(await live(steps, false)).toEqual(await live(steps, true));
      }),
      { numRuns: 200 },
    );
  });

  it('leave the due day of a rest that was reclassified while a question waited', async () => {
    const live = async (punctual: boolean) => {
      const { reports, submit, state, clock, index, host, passTo } = await fixture();
      const reportId = await submit();
      for (const command of ['verify', 'assign', 'request-information', 'reclassify'] as const)
        await giveIfAllowed(reports, reportId, command, operator('o-3'));
      const to = instantOf(epochOf(clock.now()) + 14 * 24 * hour);
      if (punctual) await passTo(to);
      else clock.set(to);
      await index.catchUp();
      await host().tick();
      return (await state(reportId)).clocks.map(({ rungs: _, ...rest }) => rest);
    };
    const late = await live(false);
    expect(late.find(({ clock }) => clock === 'resolution')?.givenBack).toBeGreaterThan(0);
    expect(late).toEqual(await live(true));
  });
});

const byTimers: readonly string[] = ['remind', 'mark-overdue', 'escalate', 'end-waiting', 'close'];
const actors = [citizen('c-17'), operator('o-3'), agency('officer-9', 'agency-hue-lighting')];

const giveIfAllowed = async (
  { handler }: Reports,
  reportId: string,
  command: ReportCommandName,
  actor: Actor,
): Promise<void> => {
  await handler
    .execute(reportId, command, reportWorkflow.commands[command].example, { actor })
    .catch((error) => {
      if (!(error instanceof PhananhError)) throw error;
    });
};

/** Numbers from 0 up to below 2^32 that follow from a seed (Numerical Recipes' linear congruential generator). */
const chance = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/**
 * So many simulated days in steps of six hours, with two hosts that crash, lag, lose their index and are set forward and
 * back. Every event of a timer is held against the state before it.
 */
const lifeOf = async (days: number, seed: number) => {
  const random = chance(seed);
  const commands = likelyCommands.filter((name) => !byTimers.includes(name) && name !== 'merge');
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const { reports, submit, clock, index, host } = await fixture('2024-01-02T02:00:00.000Z');
  const ids: string[] = [];
  let hosts = [host(), host()];
  for (let quarter = 0; quarter < days * 4; quarter++) {
    if (quarter % 14 === 0) ids.push(await submit());
    for (let n = random(3); n > 0; n--)
      await giveIfAllowed(reports, pick(ids.slice(-40)), pick(commands), pick(actors));
    clock.advance(6 * hour);
    const accident = random(12);
    if (accident === 0) index.drop();
    if (accident === 1) hosts = [host(), host()];
    if (accident === 2) clock.advance(-30 * hour);
    if (accident !== 3) await index.catchUp(accident === 4 ? 1 : undefined);
    await Promise.all((accident === 5 ? hosts : hosts.slice(1)).map((each) => each.tick()));
    if (accident === 2) clock.advance(30 * hour);
  }
  clock.advance(60 * day);
  await index.catchUp();
  await hosts[0]?.tick();
  const kinds = new Set<string>();
  let fired = 0;
  for (const id of ids) {
    const fold = foldOf(reportWorkflow);
    const keys = new Set<string>();
    for await (const event of reports.handler.history(id)) {
      const before = fold.snapshot?.state;
      fold.add(event);
      if (event.metadata.actor.id !== timersActor.id) continue;
      const pending = before === undefined ? [] : pendingTimers(reports.handler, before, id);
      const timer = pending.find(({ key }) => timerCommandId(event.stream, key) === event.metadata.commandId);
      // It was pending and its moment had come; it is not pending any more, and never fires again.
      if (timer === undefined || timer.at > event.metadata.occurredAt || keys.has(timer.key))
        throw new Error(`${event.type} at ${event.metadata.occurredAt} of ${JSON.stringify(event.data)}`);
      keys.add(timer.key);
      kinds.add(event.type);
      fired += 1;
    }
    const left = pendingTimers(reports.handler, fold.snapshot?.state ?? {}, id);
    expect(left.filter(({ at }) => at <= clock.now())).toEqual([]);
  }
  const lines: string[] = [];
  for await (const { type, metadata, data } of reports.store.readAll())
    lines.push(`${metadata.occurredAt} ${type} ${data.clock ?? ''} ${data.rung ?? ''}`);
  return { fired, kinds, log: lines.join('\n') };
};

describe('a timer that fails', () => {
  it('is tried again after a pause, and holds up no other', async () => {
    const { submit, giveAll, reports, clock, index } = await fixture();
    const [broken, sound] = [await submit(), await submit()];
    for (const id of [broken, sound]) await giveAll(id, 'verify', 'assign');
    let down = true;
    const errors: unknown[] = [];
    const handler = {
      ...reports.handler,
      execute: (async (id, ...rest) => {
        if (down && id === broken) throw new Error('the store is away');
        return reports.handler.execute(id, ...rest);
      }) as typeof reports.handler.execute,
    };
    const running = timers({ index, handlers: [handler], clock, onError: (error) => errors.push(error) });
    clock.set('2026-03-09T01:00:00.000Z');
    await index.catchUp();
    expect(await running.tick()).toEqual({ fired: 1, refused: 0, failed: 1 });
    await index.catchUp();
    expect(await running.tick()).toEqual({ fired: 0, refused: 0, failed: 0 });
    expect(running.lagMilliseconds()).toBe(0);
    clock.advance(5_000);
    expect(running.lagMilliseconds()).toBe(5_000);
    down = false;
    expect(await running.tick()).toEqual({ fired: 1, refused: 0, failed: 0 });
    expect(errors).toHaveLength(1);
  });
});
