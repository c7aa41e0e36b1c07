import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhananhError, type Timers, timers } from '../engine/index.ts';
import { verdictsOf } from '../sla/index.ts';
import { lifecycleFixture, likelyCommands, memoryTimerIndex } from '../testing/index.ts';
import { agency, citizen, operator, reportTimers, reportWorkflow } from './index.ts';

const hour = 3_600_000;
const day = 24 * hour;

const fixture = async (start = '2026-03-02T02:00:00.000Z') => {
  const lifecycle = await lifecycleFixture(start);
  const { reports, clock } = lifecycle;
  const index = memoryTimerIndex('report', reportTimers, reports.policy, reports.store);
  const host = (): Timers => timers({ index, handlers: [reports.handler], clock });
  const one = host();
  /** Lets time pass up to a moment, a tick at a time as a host does. */
  const passTo = async (instant: string, runner: Timers = one): Promise<void> => {
    for (await index.catchUp(); ; await index.catchUp()) {
      const next = index.next();
      if (next === undefined || next > instant) break;
      if (next > clock.now()) clock.set(next);
      const { fired } = await runner.tick();
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

  it('are none for a case of another system', async () => {
    const { reports, index } = await fixture();
    await reports.handler.create(
      'submit',
      {
        ...reportWorkflow.commands.submit.example,
        channel: 'import',
        occurredAt: '2020-01-01T00:00:00Z',
        legacy: { system: 'x', caseId: '1', dueAt: '2020-01-05T00:00:00Z' },
      },
      { actor: { kind: 'system', id: 'import' } },
    );
    await index.catchUp();
    expect(index.size).toBe(0);
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

  it('are deterministic: three years of a hundred reports under a simulated clock', async () => {
    const years = async (): Promise<string> => {
      const { reports, submit, give, clock, index, host } = await fixture('2024-01-02T02:00:00.000Z');
      const running = host();
      const lines: string[] = [];
      const ids: string[] = [];
      for (let date = 0; date < 3 * 365; date++) {
        if (date % 11 === 0) ids.push(await submit());
        const busy = ids[(date * 7) % ids.length];
        const command = (
          [
            'verify',
            'assign',
            'request-information',
            'resolve',
            'publish',
            'dispute',
            'uphold-dispute',
          ] as const
        )[date % 7];
        if (busy !== undefined && command !== undefined) await give(busy, command).catch(() => {});
        clock.advance(day);
        await index.catchUp();
        const { fired, refused, failed } = await running.tick();
        lines.push(`${fired} ${refused} ${failed}`);
      }
      for await (const { type, metadata } of reports.store.readAll())
        lines.push(`${type} ${metadata.occurredAt}`);
      return lines.join('\n');
    };
    const first = await years();
    expect(first).toContain('escalated');
    expect(first).toContain('closed');
    expect(await years()).toBe(first);
  });
});

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
