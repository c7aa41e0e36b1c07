import { describe, expect, it } from 'vitest';
import { timers, timersActor } from '../../src/engine/index.ts';
import { reportWorkflow } from '../../src/report/index.ts';
import { verdictsOf } from '../../src/sla/index.ts';
import { people } from '../../src/testing/index.ts';
import { day, timedReports } from '../support/timed-reports.ts';

describe('the timers of a report', () => {
  it('remind on the working day before and on the due day, mark the due moment, and climb the ladder', async () => {
    const { submit, giveAll, passTo, told } = await timedReports();
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
    const { submit, passTo, told } = await timedReports();
    const reportId = await submit();
    await passTo('2026-03-12T12:00:00.000Z');
    const escalated = (await told(reportId)).filter((line) => line.includes('escalated'));
    expect(escalated).toEqual([
      '2026-03-04T01:00 escalated verification centre-head centre-head',
      '2026-03-12T01:00 escalated overall agency-head centre-head',
    ]);
  });

  it('come on working days only: not in Tet', async () => {
    const { submit, passTo, told } = await timedReports('2026-02-12T02:00:00.000Z');
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
      const { submit, give, giveAll, clock, index, host, state } = await timedReports();
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
    const { submit, giveAll, passTo, told, state } = await timedReports();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign', 'resolve', 'publish');
    await passTo('2026-04-01T00:00:00.000Z');
    expect((await state(reportId)).phase).toBe('closed');
    expect(await told(reportId)).toEqual(['2026-03-17T17:00 closed']);
  });

  it('fire what was missed once each, in order, after a downtime', async () => {
    const { submit, giveAll, index, host, clock, told } = await timedReports();
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
    const { reports, submit, give, giveAll, passTo, told, clock } = await timedReports();
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
    const { reports, submit, give, giveAll, index, host, clock, told } = await timedReports();
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
    const { reports, index } = await timedReports();
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
});

describe('a timer that fails', () => {
  it('is tried again after a pause, and holds up no other', async () => {
    const { submit, giveAll, reports, clock, index } = await timedReports();
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
