import { expect, it } from 'vitest';
import { vietnamCalendar } from '../../calendar/index.ts';
import { timersActor, upcast } from '../../engine/index.ts';
import { commandPolicy } from '../../sla/index.ts';
import { lifecycleFixture } from '../../testing/index.ts';
import { huePolicyData, type ReportState, reportEvents, reportWorkflow, slaPolicy } from '../index.ts';
import { eventUnder } from '../what-if.ts';

const years = (count: number) =>
  slaPolicy({ ...huePolicyData, retention: [{ rule: 'all', after: { count, unit: 'year' } }] }, [
    vietnamCalendar(),
  ]);

it('the end of a term is computed anew from the policy that it was decided under: under another one it is another day', async () => {
  const { clock, submit, give, reports } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    policy: years(5),
    erases: true,
  });
  const id = await submit();
  await give(id, 'withdraw');
  clock.set('2031-03-02T17:00:00.000Z');
  await give(id, 'end-retention', { erases: 'everything' }, timersActor);
  let state: ReportState | undefined;
  let compared = 0;
  for await (const recorded of reports.handler.history(id)) {
    const event = upcast(reportEvents, recorded);
    expect(eventUnder(commandPolicy(years(5)), state, event, undefined).data).toEqual(event.data);
    if (event.type === 'retention-ended') {
      const other = eventUnder(commandPolicy(years(6)), state, event, undefined);
      expect(other.data).toMatchObject({ due: { day: '2032-03-02' } });
      compared += 1;
    }
    state = reportWorkflow.evolve(state, event);
  }
  expect(compared).toBe(1);
});
