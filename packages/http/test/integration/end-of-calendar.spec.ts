import { expect, it } from 'vitest';
import { asAuditor, asCitizen, asOperator, lamp, openApi } from '../support/api.ts';

it('a due day beyond the calendar is marked in the report, its history, its explanation, lists, files and for the code', async () => {
  const { clock, get, post, readModels } = await openApi();
  const early = await post('/v1/reports', asCitizen, lamp);
  clock.set('2027-12-28T02:00:00.000Z');
  const { body, headers, status } = await post('/v1/reports', asCitizen, lamp);
  expect(status).toBe(201);
  await readModels.catchUp();
  const path = String(headers.location);
  const due = { day: '2028-01-07', calendar: 'vn@2026-11-23+2028', projected: true };

  const report = (await get(path, asCitizen)).body;
  expect(report).toMatchObject({ dueDay: '2028-01-07', dueProjected: true });
  expect(report.clocks[0]).toMatchObject({ clock: 'overall', due, originalDue: due });
  expect((await get(`${path}/history`, asCitizen)).body.events[0].data.clocks[0].due).toMatchObject(due);
  const explained = (await get(`${path}/explanation`, asCitizen)).body;
  expect(explained).toMatchObject({ status: 'projected', due });
  expect((await get(`/v1/track/${body.trackingCode}`)).body).toMatchObject({
    dueDay: '2028-01-07',
    dueProjected: true,
  });

  const { cases } = (await get('/v1/reports?sort=submittedAt', asOperator)).body;
  const marks = cases.map(({ dueDay, dueProjected }: { dueDay: string; dueProjected: boolean }) => [
    dueDay,
    dueProjected,
  ]);
  expect(marks).toEqual([
    ['2026-12-16', false],
    ['2028-01-07', true],
  ]);
  const [columns = [], ...rows] = (await get('/v1/exports/cases.csv', asAuditor)).text
    .split('\r\n')
    .map((line) => line.split(','));
  const at = columns.indexOf('due_projected');
  const rowOf = (id: string) => rows.find((row) => row.includes(id));
  expect([rowOf(body.reportId)?.at(at), rowOf(early.body.reportId)?.at(at)]).toEqual(['1', '0']);
});
