import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importFile, loadMap } from '@phananh/cli';
import { auditor, createReports, huePolicy, type SlaPolicy } from '@phananh/core';
import { caseFactsTable } from '@phananh/core/read-models';
import { memoryEventStore } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import { expect, test } from 'vitest';
import { bostonPolicy } from './boston-policy.ts';
import { bostonCalendar, calendarFile } from './calendar.ts';

const map = await loadMap(fileURLToPath(new URL('map.json', import.meta.url)));

const header =
  'CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_TITLE,TYPE,SUBJECT,REASON,Source,Department,QUEUE,CLOSURE_REASON,Location,neighborhood,LATITUDE,LONGITUDE';
/** Rows of the form of the file; only the times and ids are made up: the last and the first minutes of months. */
const row = (id: number, opened: string, target: string, closed: string): string =>
  [
    id,
    opened,
    target,
    closed,
    'ONTIME,Pothole,Pothole,Streets,Repair,Phone,PWDx,PWDx_Q,Case Closed Fixed,1 City Hall Sq,Downtown,42.36,-71.06',
  ].join();
const rows = [
  row(1, '01/31/2015 11:30:00 PM', '02/05/2015 11:00:00 PM', '02/05/2015 10:59:59 PM'),
  row(2, '02/01/2015 12:10:00 AM', '02/06/2015 12:00:00 AM', '02/06/2015 12:00:00 AM'),
  row(3, '06/30/2015 08:00:00 PM', '07/02/2015 08:30:00 AM', ''),
];

const imported = async (policy: SlaPolicy, foreignZone = false) => {
  const reports = createReports({ store: memoryEventStore(), policy });
  const text = async function* () {
    yield `${[header, ...rows].join('\n')}\n`;
  };
  const result = await importFile({
    map: { ...map, foreignZone },
    text: text(),
    reports,
    onRejected: (rejected) => expect(rejected).toBeUndefined(),
  });
  expect(result).toMatchObject({ imported: 3, rejected: 0 });
  const models = readModels(':memory:', { policy });
  await models.catchUp(reports.store);
  return { reports, models };
};

const shownOf = async ({ models }: Awaited<ReturnType<typeof imported>>) => {
  const now = '2015-09-01T12:00:00.000Z';
  const months = await models.sla({ cohort: 'submitted', groupBy: ['month'], now });
  const { cases } = models.cases({ now, sort: 'submittedAt' });
  const snapshot = models.snapshot();
  const column = (name: string) => caseFactsTable.columns.findIndex((one) => one.name === name);
  const exported: unknown[] = [];
  // Not by key: cases that are imported at once come into the log as they are ready, not as the file has them.
  for await (const page of snapshot.pages(caseFactsTable, ['submitted_at', 'case_number']))
    for (const cells of page)
      exported.push(['submitted_local', 'due_day', 'decided_day'].map((name) => cells[column(name)]));
  snapshot.release();
  return {
    months: months.map(({ group, cases }) => [group.month, cases]),
    dueDays: cases.map(({ dueDay }) => dueDay),
    verdicts: cases.map(({ verdict }) => verdict),
    exported,
  };
};

test('months, due days, lists and exports of Boston are of the days of Boston', async () => {
  const boston = await imported(bostonPolicy());
  expect(await shownOf(boston)).toEqual({
    months: [
      ['2015-01', 1],
      ['2015-02', 1],
      ['2015-06', 1],
    ],
    // Due at midnight is due on the day that ends, and who closes at that instant is late.
    dueDays: ['2015-02-05', '2015-02-05', '2015-07-02'],
    verdicts: ['on-time', 'late', 'overdue'],
    exported: [
      ['2015-01-31 23:30:00', '2015-02-05', '2015-02-05'],
      ['2015-02-01 00:10:00', '2015-02-05', '2015-02-06'],
      ['2015-06-30 20:00:00', '2015-07-02', null],
    ],
  });
  const days = { from: '2015-02-01', to: '2015-03-01' } as const;
  const now = '2015-09-01T12:00:00.000Z';
  const [february] = await boston.models.sla({ cohort: 'submitted', ...days, now });
  expect(february?.cases).toBe(1);
  const [first] = boston.models.cases({ now, sort: 'submittedAt' }).cases;
  const explained = await boston.reports.explain(first?.reportId ?? '', {}, { actor: auditor('a-1') });
  expect(explained).toMatchObject({ calendar: null, zone: 'America/New_York' });
  await boston.models.close();
});

test('on the days of another policy they would be others: the import is refused unless the map says that it knows', async () => {
  await expect(imported(huePolicy)).rejects.toMatchObject({ code: 'foreign-zone' });
  const foreign = await imported(huePolicy, true);
  expect(await shownOf(foreign)).toMatchObject({
    months: [
      ['2015-02', 2],
      ['2015-07', 1],
    ],
    dueDays: ['2015-02-06', '2015-02-06', '2015-07-02'],
  });
  await foreign.models.close();
});

test('the calendar of Boston is what its script makes', () => {
  expect(JSON.parse(readFileSync(calendarFile, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(bostonCalendar())),
  );
});
