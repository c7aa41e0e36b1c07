import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOf, importText, newReports, smallHeader, smallMap } from '../support/imports.ts';

const file = (...rows: readonly string[]): string => `${[smallHeader, ...rows].join('\n')}\n`;
const open = 'A1,2015-01-05 09:00,,2015-01-09 17:00,ONTIME,Public Works,Pothole';
const closed = 'A1,2015-01-05 09:00,2015-01-12 10:00,2015-01-09 17:00,OVERDUE,Public Works,Pothole';

describe('an import', () => {
  test('takes cases with their own instants, due instants and names', async () => {
    const reports = newReports();
    expect(await importText(reports, smallMap(), file(closed))).toMatchObject({
      imported: 1,
      events: 5,
      cut: undefined,
    });
    const [registered, submitted, ...later] = await eventsOf(reports);
    expect(registered).toMatchObject({ stream: 'agency-public-works', data: { name: 'Public Works' } });
    expect(submitted).toMatchObject({
      type: 'submitted',
      data: {
        channel: 'import',
        legacy: { system: 'other', caseId: 'A1', dueAt: '2015-01-09T22:00:00.000Z', status: 'OVERDUE' },
        clocks: [{ clock: 'overall', due: { at: '2015-01-09T22:00:00.000Z', calendar: null } }],
      },
      metadata: { actor: { kind: 'system', id: 'import:other' }, occurredAt: '2015-01-05T14:00:00.000Z' },
    });
    expect(later.map(({ type, metadata }) => [type, metadata.occurredAt])).toEqual([
      ['verified', '2015-01-05T14:00:00.000Z'],
      ['assigned', '2015-01-05T14:00:00.000Z'],
      ['resolved', '2015-01-12T15:00:00.000Z'],
      ['published', '2015-01-12T15:00:00.000Z'],
    ]);
  });

  test('repeated appends nothing', async () => {
    const reports = newReports();
    await importText(reports, smallMap(), file(open, closed.replace('A1', 'A2')));
    const before = await eventsOf(reports);
    expect(await importText(reports, smallMap(), file(open, closed.replace('A1', 'A2')))).toMatchObject({
      imported: 0,
      unchanged: 2,
      rejected: 0,
      events: 0,
    });
    expect(await eventsOf(reports)).toEqual(before);
  });

  test('of a later file appends only how cases went on, whatever their status says now', async () => {
    const reports = newReports();
    await importText(reports, smallMap(), file(open));
    expect(await importText(reports, smallMap(), file(closed))).toMatchObject({
      continued: 1,
      rejected: 0,
      events: 2,
    });
    const events = await eventsOf(reports);
    expect(events.map(({ type }) => type)).toEqual([
      'registered',
      'submitted',
      'verified',
      'assigned',
      'resolved',
      'published',
    ]);
    expect(events[1]?.data).toMatchObject({ legacy: { status: 'ONTIME' } });
    expect(await importText(reports, smallMap(), file(closed))).toMatchObject({ unchanged: 1, rejected: 0 });
  });

  test.each([
    [
      'text',
      closed.replace('Pothole', 'Street light'),
      'submit: text; resolve: result Pothole, now Street light',
    ],
    [
      'due instant',
      closed.replace('01-09 17', '01-19 17'),
      'submit: legacy.dueAt 2015-01-09T22:00:00.000Z, now 2015-01-19T22:00:00.000Z',
    ],
    [
      'closing time',
      closed.replace('01-12 10', '01-13 10'),
      'resolve: when 2015-01-12T15:00:00.000Z, now 2015-01-13T15:00:00.000Z; publish: when',
    ],
    [
      'opening time',
      closed.replace('01-05 09', '01-05 08'),
      'submit: when 2015-01-05T14:00:00.000Z, now 2015-01-05T13:00:00.000Z',
    ],
    ['agency', closed.replace('Public Works', 'Parks'), 'assign: agencyId public-works, now parks'],
  ])(
    'rejects a row that contradicts what was imported in its %s, names what differs, and changes nothing',
    async (_, row, named) => {
      const reports = newReports();
      await importText(reports, smallMap(), file(closed));
      const before = (await eventsOf(reports)).filter(({ stream }) => stream.startsWith('report-'));
      const { rejected, rejects } = await importText(reports, smallMap(), file(row));
      expect(rejected).toBe(1);
      expect(rejects).toMatchObject([
        { line: 2, caseId: 'A1', code: 'idempotency-conflict', message: expect.stringContaining(named) },
      ]);
      expect((await eventsOf(reports)).filter(({ stream }) => stream.startsWith('report-'))).toEqual(before);
    },
  );

  test('leaves out the rows that are wrong, each with its line, case and reason', async () => {
    const { rejects, imported } = await importText(
      newReports(),
      smallMap(),
      file(
        closed,
        closed.replace('A1', 'A2').replace('2015-01-12', '2015-02-30'),
        closed.replace('A1', 'A3').replace('2015-01-12', '2015-01-02'),
        closed.replace('A1', 'A4').replace('2015-01-05 09:00', '2015-03-08 02:30'),
        closed.replace('A1', 'A5').replace('2015-01-05 09:00', ''),
        closed.replace('A1', ''),
        closed.replace('A1', 'A7').replace('Pothole', '"A hole,\nand deep"'),
        'A8,too,few',
        closed.replace('A1', 'A9').replace('Pothole', '"A" hole'),
        closed.replace('A1', 'A10').replace('Pothole', ' '),
      ),
    );
    expect(imported).toBe(2);
    expect(rejects.map(({ line, caseId, code }) => [line, caseId, code]).sort()).toEqual(
      [
        [3, 'A2', 'impossible-time'],
        [4, 'A3', 'step-out-of-order'],
        [5, 'A4', 'skipped-time'],
        [6, 'A5', 'missing-time'],
        [7, null, 'missing-case-id'],
        [10, 'A8', 'column-count'],
        [11, 'A9', 'malformed-row'],
        [12, 'A10', 'invalid-command'],
      ].sort(),
    );
  });

  test('accounts for every physical line of the file: imported, rejected or skipped', async () => {
    const line = fc.constantFrom(
      open,
      closed,
      closed.replace('Pothole', '"A hole,\r\nand deep"'),
      closed.replace('2015-01-12', '2015-02-30'),
      closed.replace('Pothole', '"swallows'),
      closed.replace('Pothole', '"A" hole'),
      'A8,too,few',
      '',
    );
    const end = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(line, end), { maxLength: 12 }),
        fc.boolean(),
        async (rows, isWhole) => {
          const body = rows
            .map(([text, lineEnd], index) => text.replace('A1', `A${index}`) + lineEnd)
            .join('');
          const text = `${smallHeader}\r\n${isWhole ? body : body.slice(0, -5)}`;
          const physical = text.split(/\r\n|\r|\n/);
          if (physical.at(-1) === '') physical.pop();
          const { lines, rows: count, rejects, ...became } = await importText(newReports(), smallMap(), text);
          expect(lines.total).toBe(physical.length);
          expect(lines.imported + lines.rejected + lines.skipped).toBe(physical.length);
          expect(lines.rejected).toBe(rejects.reduce((sum, one) => sum + one.lastLine - one.line + 1, 0));
          expect(became.imported + became.continued + became.unchanged + became.rejected).toBe(count);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('finds columns by name, whatever their order, and ignores those that it does not need', async () => {
    const text = 'text;more;closed;id;opened;agency;status;due\r\nHole;x;;A1;2015-01-05 09:00;Parks;;\r\n';
    const map = smallMap({ format: { delimiter: ';' } });
    expect(await importText(newReports(), map, text)).toMatchObject({ imported: 1, rejected: 0 });
  });

  test('names every missing column before anything is imported', async () => {
    const reports = newReports();
    await expect(importText(reports, smallMap(), 'id,opened,text\nA1,x,y\n')).rejects.toMatchObject({
      code: 'missing-columns',
      message: expect.stringMatching(/due, status, agency, closed/),
    });
    expect(await eventsOf(reports)).toEqual([]);
  });

  test.each([
    ['empty', '', 'the file has no header'],
    ['blank', '\n\n', 'the file has no header'],
    [
      'of one open quote',
      '"id,opened\nA1,2026-03-02 09:00\n',
      'the header on line 1: a quote is never closed',
    ],
  ])('a file that is %s is refused, and counts of it are not made up', async (_, text, message) => {
    await expect(importText(newReports(), smallMap(), text)).rejects.toMatchObject({
      code: 'unreadable-source',
      message,
    });
  });

  test.each([
    ['in a quoted field', `${file(open)}A2,2015-01-05 09:00,,,,Parks,"Hol`],
    ['in the middle of a row', `${file(open)}A2,2015-01-05 09:00,`],
  ])('of a file that is cut %s takes what was whole and tells the cut', async (_, text) => {
    const { imported, cut, lines, rejects } = await importText(newReports(), smallMap(), text);
    expect(imported).toBe(1);
    expect(cut).toMatchObject({ code: 'cut-source', message: expect.stringContaining('line 3') });
    expect(lines).toEqual({ total: 3, imported: 1, rejected: 1, skipped: 1 });
    expect(rejects).toMatchObject([{ line: 3, lastLine: 3 }]);
  });

  test('gives the same case twice in one file one report', async () => {
    const reports = newReports();
    expect(await importText(reports, smallMap(), file(open, open))).toMatchObject({
      imported: 1,
      unchanged: 1,
    });
  });
});
