import { huePolicy, type Instant } from '@phananh/core';
import type { CaseQuery } from '@phananh/core/read-models';
import { readModels, type SqliteReadModels } from '@phananh/sqlite';
import type { Figure } from '../benchmark.ts';
import {
  common,
  filteredWords,
  rare,
  severalWords,
  slaFew,
  slaFewMedian,
  slaMany,
  slaManyMedian,
  worklist,
} from '../benchmarks/figure-subjects.ts';
import { percentilesOf } from '../percentiles.ts';

/** Asks read models and prints how long they took: `node questions.ts <file> few|many`. */

const asked = 300;
/** Before that: a host has been asked before. */
const warmUps = 20;

/** Never earlier than the rows were brought up to date: of an earlier moment everything is counted case by case. */
const clock = { now: (): Instant => new Date().toISOString() };

const withModels = async <T>(path: string, use: (models: SqliteReadModels) => Promise<T>): Promise<T> => {
  const models = readModels(path, { policy: huePolicy, clock });
  try {
    return await use(models);
  } finally {
    await models.close();
  }
};

const timesOf = async (ask: (n: number) => unknown): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let n = 0; n < warmUps; n++) await ask(n);
  for (let n = 0; n < asked; n++) {
    const started = performance.now();
    await ask(n);
    times.push(performance.now() - started);
  }
  return times;
};

const yearOf = (path: string, subject: string, medianSubject: string): Promise<readonly Figure[]> =>
  withModels(path, async (models) => {
    const year = { from: '2024-12-31T17:00:00.000Z', to: '2025-12-31T17:00:00.000Z' };
    const query = { cohort: 'submitted', groupBy: ['agency', 'month'], ...year } as const;
    const groups = (await models.sla({ ...query, now: clock.now() })).length;
    const { median, p99, most } = percentilesOf(
      await timesOf(() => models.sla({ ...query, now: clock.now() })),
    );
    const note = `${groups} groups, asked ${asked} times of the read models themselves; longest ${most.toFixed(1)} ms`;
    return [
      { subject, value: p99, unit: 'ms', notes: [note] },
      { subject: medianSubject, value: median, unit: 'ms', notes: [] },
    ];
  });

const pagesOf = (path: string): Promise<readonly Figure[]> =>
  withModels(path, async (models) => {
    const pages = async (subject: string, note: string, queryOf: (n: number) => Omit<CaseQuery, 'now'>) => {
      const { median, p99, most } = percentilesOf(
        await timesOf((n) => models.cases({ ...queryOf(n), now: clock.now() })),
      );
      const notes = [`median ${median.toFixed(2)} ms, longest ${most.toFixed(1)} ms; ${note}`];
      return { subject, value: p99, unit: 'ms', notes };
    };
    const searches = (subject: string, words: readonly string[]) =>
      pages(subject, words.join(', '), (n) => ({ q: words[n % words.length] ?? '' }));
    const cursors: (string | undefined)[] = [undefined];
    for (let n = 0; n < 20; n++)
      cursors.push(models.cases({ ...from(cursors.at(-1)), now: clock.now() }).nextCursor);
    return [
      await pages(
        worklist,
        'all, by agency, of an agency by due moment, overdue, late of a category, of an area, waiting, in a box; 50 a page',
        (n) => worklistQuery(n, cursors[n % cursors.length]),
      ),
      await searches(rare, ['so 499', 'zebra', '"số 123"', 'số 7 Trường Tiền']),
      await searches(common, ['den', 'đường', 'rác', 't', '"Nguyễn Huệ"']),
      await searches(severalWords, ['den duong', 'Cống nghẹt', 'rác so 17', 'kiet 12', 'den xanh']),
      await pages(
        filteredWords,
        'den xanh, rác, số 498: overdue; số 40, "thải bị": late; kiet: resolved in an area',
        (n) => filtered[n % filtered.length] ?? {},
      ),
    ];
  });

/** The cases that the filter leaves are of other words: neither the words alone nor the filter alone are rare. */
const filtered: readonly Omit<CaseQuery, 'now'>[] = [
  { q: 'den xanh', verdict: ['overdue'] },
  { q: 'rác', verdict: ['overdue'] },
  { q: 'số 498', verdict: ['overdue'] },
  { q: 'số 40', verdict: ['late'] },
  { q: '"thải bị"', verdict: ['late'] },
  { q: 'kiet', areaCode: 'area-3', phase: ['resolved'] },
];

const from = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

const worklistQuery = (n: number, cursor: string | undefined): Omit<CaseQuery, 'now'> => {
  const agencyId = `agency-${n % 227}`;
  switch (n % 8) {
    case 0:
      return from(cursor);
    case 1:
      return { agencyId };
    case 2:
      return { agencyId, phase: ['assigned'], sort: 'dueAt' };
    case 3:
      return { verdict: ['overdue'], sort: 'dueAt' };
    case 4:
      return { category: `category-${n % 20}`, verdict: ['late'] };
    case 5:
      return { areaCode: `area-${n % 40}` };
    case 6:
      return { awaiting: true };
    default:
      return { bbox: boxOf(n) };
  }
};

const boxOf = (n: number) => {
  const [south, west] = [16.4 + (n % 90) / 1000, 107.5 + (n % 170) / 1000];
  return { south, west, north: south + 0.005, east: west + 0.005 };
};

const [path = '', reports = ''] = process.argv.slice(2);
const figures =
  reports === 'few'
    ? await yearOf(path, slaFew, slaFewMedian)
    : [...(await yearOf(path, slaMany, slaManyMedian)), ...(await pagesOf(path))];
process.stdout.write(JSON.stringify(figures));
