import { createReports, huePolicy, type Reports } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOf, importText, smallMap } from '../support/imports.ts';

const present = (column: string) => [{ column, present: true }];

/** A source whose cases are asked about, fined, graded and disputed. */
const map = smallMap({
  zone: 'Asia/Ho_Chi_Minh',
  steps: [
    {
      command: 'submit',
      at: 'opened',
      input: {
        text: 'text',
        category: 'category',
        location: { object: { lat: { constant: 16.46 }, lng: { constant: 107.59 } } },
        legacy: { object: { dueAt: { instant: 'due' } } },
      },
    },
    {
      command: 'request-information',
      at: 'asked',
      when: present('asked'),
      input: { question: { constant: 'Where?' } },
    },
    {
      command: 'provide-information',
      at: 'answered',
      when: present('answered'),
      input: { text: { constant: 'There' } },
    },
    { command: 'verify', at: 'given', input: { category: 'own' } },
    { command: 'assign', at: 'given', agency: { name: 'agency' } },
    {
      command: 'impose-penalty',
      at: 'fined',
      when: present('fined'),
      input: { decisionNo: 'id', amount: { constant: 500_000 }, legalBasis: { constant: 'law' } },
    },
    { command: 'resolve', at: 'closed', when: present('closed'), input: { result: { constant: 'done' } } },
    {
      command: 'publish',
      at: 'closed',
      when: present('closed'),
      input: { publicText: { constant: 'done' } },
    },
    { command: 'rate', at: 'graded', when: present('graded'), input: { grade: { constant: 'satisfied' } } },
  ],
});
const header = 'id,opened,asked,answered,given,fined,closed,graded,due,category,own,agency,text';

interface Row {
  readonly hours: readonly number[];
  readonly due: number | null;
  readonly category: string;
  /** What the verification decides itself; null: it takes the one of the submission over. */
  readonly own: string | null;
  readonly agency: string;
  readonly text: string;
}

/** Which steps a case has: a correction never adds or takes away one. */
interface Shape {
  readonly asked: boolean;
  readonly answered: boolean;
  readonly fined: boolean;
  readonly closed: boolean;
  readonly graded: boolean;
}

const timeAt = (hour: number): string =>
  new Date(Date.UTC(2026, 2, 2, 1 + hour)).toISOString().slice(0, 16).replace('T', ' ');

const line = (id: string, { asked, answered, fined, closed, graded }: Shape, row: Row): string => {
  let at = 0;
  const next = (hours: number | undefined, isThere = true): string => {
    if (!isThere) return '';
    at += hours ?? 0;
    return timeAt(at);
  };
  const [a, b, c, d, e, f, g] = row.hours;
  const times = [
    next(a),
    next(b, asked),
    next(c, asked && answered),
    next(d),
    next(e, fined),
    next(f, closed),
    next(g, closed && graded),
  ];
  const due = row.due === null ? '' : timeAt(row.due);
  return [id, ...times, due, row.category, row.own ?? '', row.agency, row.text].join(',');
};

const shape: fc.Arbitrary<Shape> = fc.record({
  asked: fc.boolean(),
  answered: fc.boolean(),
  fined: fc.boolean(),
  closed: fc.boolean(),
  graded: fc.boolean(),
});
const row: fc.Arbitrary<Row> = fc.record({
  hours: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 7, maxLength: 7 }),
  due: fc.option(fc.integer({ min: 1, max: 400 }), { nil: null }),
  category: fc.constantFrom('roads', 'lighting'),
  own: fc.option(fc.constantFrom('roads', 'lighting', 'water')),
  agency: fc.constantFrom('Parks', 'Roads', 'Works'),
  text: fc.constantFrom('Hole', 'Lamp'),
});
const cases = fc.array(fc.record({ shape, before: row, after: row }), { minLength: 1, maxLength: 3 });

const fileOf = (rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;
const [imported, corrected] = ['2026-10-01T02:00:00.000Z', '2026-10-09T02:00:00.000Z'];
const why = { reason: 'Sent again by the other office', source: 'cases.csv' };

/** A log whose times of recording are said. */
const newLog = () => {
  const clock = simulatedClock(imported);
  const reports = createReports({ store: memoryEventStore({ clock }), policy: huePolicy, clock });
  return { clock, reports };
};

interface Past {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** Every figure, every row and every explanation, without what tells one log from another. */
const everything = async (
  reports: Reports,
  models: ReturnType<typeof readModels>,
  past: Past = {},
): Promise<unknown> => {
  const now = '2026-11-01T02:00:00.000Z';
  const at = { ...past, now };
  const sla = await Promise.all(
    (['submitted', 'decided'] as const).flatMap((cohort) =>
      (['first', 'final'] as const).map((round) =>
        models.sla({ ...at, cohort, round, groupBy: ['agency', 'category', 'month'] }),
      ),
    ),
  );
  const groupBy = ['agency', 'month'] as const;
  const ids: string[] = [];
  for await (const { stream, revision } of reports.store.readAll({ streamPrefix: 'report-' }))
    if (revision === 0) ids.push(stream.slice('report-'.length));
  const said = { ...(past.asOf && { at: past.asOf }), ...(past.knownAt && { knownAt: past.knownAt }) };
  const views = ids.map(async (id) => {
    const view = await reports.get(id, said).catch(({ code }) => ({ code, revision: 0, position: 0 }));
    const { reportId, trackingCode, revision, position, allowedCommands, ...shown } = view as typeof view & {
      reportId?: string;
      trackingCode?: string;
      allowedCommands?: unknown;
    };
    const explained = await reports
      .explain(
        id,
        { asOf: past.asOf ?? now, ...(past.knownAt && { knownAt: past.knownAt }) },
        { actor: { kind: 'auditor', id: 'a' } },
      )
      .catch(({ code }) => ({ code, reportId: id }));
    return { shown, explained: { ...explained, reportId: '' } };
  });
  return {
    sla,
    satisfaction: await models.satisfaction({ ...at, groupBy: [...groupBy] }),
    penalties: await models.penalties({ ...at, groupBy: [...groupBy] }),
    backlog: await models.backlog({ ...at, from: '2026-03-01', to: '2026-04-10' }),
    // The cases of a file are imported together: which comes first is not said.
    views: (await Promise.all(views)).map((one) => JSON.stringify(one)).sort(),
  };
};

const rowsOf = async (models: ReturnType<typeof readModels>) => {
  const { cases: found } = await models.cases({
    limit: 100,
    sort: 'submittedAt',
    now: '2026-11-01T02:00:00.000Z',
  });
  return found.map(({ reportId: _, revision: __, ...rest }) => JSON.stringify(rest)).sort();
};

const signalsOf = (models: ReturnType<typeof readModels>) => {
  const { signals } = models.gamingSignals({ limit: 500 });
  return signals
    .filter(({ signal }) => signal !== 'corrected-to-better')
    .map(({ reportId: _, ...rest }) => JSON.stringify(rest))
    .sort();
};

describe('a corrected import', () => {
  test('is the import of the corrected file, in every figure and explanation, and before it what was known then', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 0, max: 400 }), async (found, hour) => {
        const before = fileOf(found.map((one, place) => line(`A${place}`, one.shape, one.before)));
        const after = fileOf(found.map((one, place) => line(`A${place}`, one.shape, one.after)));
        const [mended, anew] = [newLog(), newLog()];
        const first = await importText(mended.reports, map, before);
        const [followed, ofAnew, rebuilt] = [
          readModels(':memory:', { policy: huePolicy }),
          readModels(':memory:', { policy: huePolicy }),
          readModels(':memory:', { policy: huePolicy }),
        ];
        await followed.catchUp(mended.reports.store);
        const known = await everything(mended.reports, followed, { knownAt: imported, asOf: imported });

        mended.clock.set(corrected);
        const again = await importText(mended.reports, map, after, why);
        expect(first.rejects).toEqual([]);
        expect(again.rejects).toEqual([]);
        expect((await importText(anew.reports, map, after)).rejects).toEqual([]);
        await followed.catchUp(mended.reports.store);
        await rebuilt.catchUp(mended.reports.store);
        await ofAnew.catchUp(anew.reports.store);

        const asOf = new Date(Date.UTC(2026, 2, 2, hour)).toISOString();
        const right = [
          await everything(anew.reports, ofAnew),
          await everything(anew.reports, ofAnew, { asOf }),
        ];
        for (const models of [followed, rebuilt]) {
          expect(await everything(mended.reports, models)).toEqual(right[0]);
          expect(await everything(mended.reports, models, { asOf })).toEqual(right[1]);
          expect(await everything(mended.reports, models, { knownAt: imported, asOf: imported })).toEqual(
            known,
          );
          expect(await rowsOf(models)).toEqual(await rowsOf(ofAnew));
          expect(signalsOf(models)).toEqual(signalsOf(ofAnew));
        }
        // Once more nothing changes, with and without the word for it.
        const third = await importText(mended.reports, map, after, why);
        expect([third.events, third.unchanged]).toEqual([0, found.length]);
        expect(await importText(mended.reports, map, after)).toMatchObject({
          events: 0,
          unchanged: found.length,
        });
        for (const models of [followed, rebuilt, ofAnew]) models.close();
      }),
      { numRuns: 8 },
    );
  });
});

const late = {
  shape: { asked: false, answered: false, fined: false, closed: true, graded: false },
  row: { hours: [0, 0, 0, 1, 0, 60], due: 48, category: 'roads', own: null, agency: 'Parks', text: 'Hole' },
};

describe('corrected rows', () => {
  test('are rejected without the word for it, and what differs is named', async () => {
    const { reports } = newLog();
    await importText(reports, map, fileOf([line('A1', late.shape, late.row)]));
    const { rejects } = await importText(
      reports,
      map,
      fileOf([line('A1', late.shape, { ...late.row, due: 72 })]),
    );
    expect(rejects).toMatchObject([
      { code: 'idempotency-conflict', message: expect.stringContaining('legacy.dueAt 2026-03-03T18:00') },
    ]);
  });

  test('that make a verdict better are a signal, with the field and both verdicts', async () => {
    const { reports, clock } = newLog();
    await importText(reports, map, fileOf([line('A1', late.shape, late.row)]));
    clock.set(corrected);
    await importText(reports, map, fileOf([line('A1', late.shape, { ...late.row, due: 72 })]), why);
    const models = readModels(':memory:', { policy: huePolicy });
    await models.catchUp(reports.store);
    const { signals } = models.gamingSignals({ limit: 9, signal: ['corrected-to-better'] });
    expect(signals).toMatchObject([
      {
        at: corrected,
        agencyId: 'parks',
        detail: { by: 'system', clock: 'overall', field: 'dueAt', verdictBefore: 'late', verdict: 'on-time' },
      },
    ]);
    models.close();
  });

  test('go on where the case goes on, and back where the file goes back', async () => {
    const { reports } = newLog();
    const open = { ...late.shape, closed: false };
    await importText(reports, map, fileOf([line('A1', open, late.row)]));
    const other = { ...late.row, agency: 'Works' };
    expect(await importText(reports, map, fileOf([line('A1', late.shape, other)]), why)).toMatchObject({
      corrected: 1,
      rejected: 0,
      events: 3,
    });
    for (const row of [late.row, other, late.row])
      expect(await importText(reports, map, fileOf([line('A1', late.shape, row)]), why)).toMatchObject({
        corrected: 1,
        events: 1,
      });
  });

  test('are not those of one file: of a case that stands in it twice otherwise the second row is rejected, each time', async () => {
    const { reports } = newLog();
    const [first, second] = [
      line('A1', late.shape, late.row),
      line('A1', late.shape, { ...late.row, agency: 'Works' }),
    ];
    const both = fileOf([first, line('A2', late.shape, late.row), second, first]);
    const rejected = { corrected: 0, rejected: 1, rejects: [{ line: 4, code: 'idempotency-conflict' }] };
    expect(await importText(reports, map, both, why)).toMatchObject({
      imported: 2,
      unchanged: 1,
      ...rejected,
    });
    for (const _ of ['again', 'and again'])
      expect(await importText(reports, map, both, why)).toMatchObject({
        unchanged: 3,
        events: 0,
        ...rejected,
      });
    const other = fileOf([second, first, second]);
    expect(await importText(reports, map, other, why)).toMatchObject({
      corrected: 1,
      unchanged: 1,
      rejected: 1,
    });
    expect((await eventsOf(reports)).filter(({ type }) => type === 'corrected')).toHaveLength(1);
  });

  test('go back in every case of a file, also where those about them are new or go on', async () => {
    const { reports } = newLog();
    const ids = ['A1', 'A2', 'A3', 'A4'];
    const open = { ...late.shape, closed: false };
    const file = (row: Row, shape = open, others: readonly string[] = []) =>
      fileOf([...others, ...ids].map((id) => line(id, shape, row)));
    const other = { ...late.row, agency: 'Works', due: 72 };
    await importText(reports, map, file(late.row));
    const counted = { corrected: ids.length, rejected: 0 };
    expect(await importText(reports, map, file(other), why)).toMatchObject(counted);
    // Without the word for it what was corrected is no less in the way than what was never.
    expect(await importText(reports, map, file(late.row))).toMatchObject({ unchanged: 0, rejected: 4 });
    expect(await importText(reports, map, file(late.row, late.shape))).toMatchObject({
      events: 0,
      rejected: 4,
    });
    const back = await importText(reports, map, file(late.row, late.shape, ['B1', 'B2']), why);
    expect(back).toMatchObject({ ...counted, imported: 2, continued: 0 });
  });

  test('bring nothing back that was erased, and correct the rest of its case', async () => {
    const { reports } = newLog();
    await importText(reports, map, fileOf([line('A1', late.shape, late.row)]));
    const [id = ''] = (await eventsOf(reports))
      .filter(({ type }) => type === 'submitted')
      .map(({ stream }) => stream.slice('report-'.length));
    await reports.handler.execute(
      id,
      'erase-personal-data',
      { person: `report:${id}` },
      { actor: { kind: 'system', id: 'erasure' } },
    );
    expect(await importText(reports, map, fileOf([line('A1', late.shape, late.row)]), why)).toMatchObject({
      unchanged: 1,
      rejects: [],
    });
    const other = { ...late.row, agency: 'Works' };
    expect(await importText(reports, map, fileOf([line('A1', late.shape, other)]), why)).toMatchObject({
      corrected: 1,
      rejects: [],
    });
    expect((await reports.handler.load(id))?.state).toMatchObject({ text: { erased: true } });
  });

  test('of which no correction says everything are rejected as a whole', async () => {
    const { reports } = newLog();
    await importText(reports, map, fileOf([line('A1', late.shape, late.row)]));
    for (const [shape, named] of [
      [{ ...late.shape, closed: false }, 'resolved: is in the row no more'],
      [{ ...late.shape, asked: true }, 'verified: came about'],
    ] as const) {
      const row = { ...late.row, agency: 'Works' };
      const { rejects, events } = await importText(reports, map, fileOf([line('A1', shape, row)]), why);
      expect(events).toBe(0);
      if (named.startsWith('resolved')) expect(rejects[0]?.message).toContain(named);
      else expect(rejects).toHaveLength(1);
    }
  });
});
