import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  epochOf,
  foldOf,
  instantOf,
  PhananhError,
  pendingTimers,
  timerCommandId,
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
import { likelyCommands } from '../../src/testing/index.ts';
import { day, hour, timedReports } from '../support/timed-reports.ts';

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
  // What ends most lives early or changes whose they are would leave too few that are closed.
  const rare = ['merge', 'link', 'unlink', 'hold-data', 'release-data', 'keep-text'];
  const commands = likelyCommands.filter((name) => !byTimers.includes(name) && !rare.includes(name));
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const { reports, submit, clock, index, host } = await timedReports('2024-01-02T02:00:00.000Z');
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

describe('the timers of a report', () => {
  it('fire once for each clock and rung, whatever crashes, lags, jumps, or does the same beside it', async () => {
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
        const { reports, submit, clock, index, host } = await timedReports();
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
      const { reports, submit, state, clock, index, host, passTo } = await timedReports();
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
      const { reports, submit, state, clock, index, host, passTo } = await timedReports();
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
