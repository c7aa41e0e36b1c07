import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseQuery, huePolicy, type Instant, type ReadModels } from '@phananh/core';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { multiply } from '../generated/multiplied.ts';
import { makeThreeYears } from '../generated/three-years.ts';
import { percentilesOf } from '../percentiles.ts';
import { startCommand } from '../processes/command.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const reports = 10_000;
const many = 1_000_000;
/** A million events and some. */
const exported = 150_000;
const asked = 300;
/** Before that: a host has been asked before. */
const warmUps = 20;

const rebuilt = 'all read models built anew from SQLite';
const memory = 'memory of that at most';
const slaFew = 'a year by agency and month, 10,000 reports, p99';
const slaMany = 'a year by agency and month, 1,000,000 reports, p99';
const slaFewMedian = 'the same over 10,000, median';
const slaManyMedian = 'the same over 1,000,000, median';
const worklist = 'page of a worklist, 1,000,000 reports, p99';
const rare = 'search for a rare word, 1,000,000 reports, p99';
const common = 'search for a common word, p99';
const severalWords = 'search for several words, p99';
const csv = 'cases as CSV';
const eventsCsv = 'events as CSV';
const parquet = '1,000,000 events as Parquet';
const exportMemory = 'memory of an export at most';

/** Never earlier than the rows were brought up to date: of an earlier moment everything is counted case by case. */
const clock = { now: (): Instant => new Date().toISOString() };

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'years.db');
    await makeThreeYears(path, reports);
    const { events, figures: rebuilding } = await rebuildOf(path, directory);
    const small = join(directory, 'years.read.db');
    const large = join(directory, 'many.read.db');
    const middle = join(directory, 'exported.read.db');
    const middleLog = join(directory, 'exported.db');
    await copyFile(path, middleLog);
    for (const [copy, cases] of [
      [large, many],
      [middle, exported],
    ] as const) {
      await copyFile(small, copy);
      multiply(copy, cases / reports);
    }
    return [
      ...rebuilding,
      ...(await yearOf(small, slaFew, slaFewMedian)),
      ...(await yearOf(large, slaMany, slaManyMedian)),
      ...(await pagesOf(large)),
      ...(await exportsOf(path, middleLog, directory, events)),
    ];
  });

const rebuildOf = async (
  path: string,
  directory: string,
): Promise<{ readonly events: number; readonly figures: readonly Figure[] }> => {
  const store = sqliteEventStore(path, { readonly: true });
  const events = (await Array.fromAsync(store.readAll({ streamPrefix: 'report-' }))).length;
  await store.close();
  const started = performance.now();
  const rebuilding = startCommand(['rebuild', '--store', `sqlite:${path}`, '--json'], directory);
  const { observed } = await rebuilding.ended;
  const seconds = (performance.now() - started) / 1000;
  const note = `${events} events of ${reports} reports in ${seconds.toFixed(1)} s with the start of the process: every documented table, sums, search, timers`;
  return {
    events,
    figures: [
      { subject: rebuilt, value: events / seconds, unit: 'events/s', notes: [note] },
      { subject: memory, value: observed.peakMebibytes, unit: 'MiB', notes: [] },
    ],
  };
};

const withModels = async <T>(path: string, use: (models: ReadModels) => Promise<T>): Promise<T> => {
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
    ];
  });

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

const exportsOf = async (
  few: string,
  many: string,
  directory: string,
  events: number,
): Promise<readonly Figure[]> => {
  const file = async (path: string, what: 'cases' | 'events', format: 'csv' | 'parquet') => {
    const output = join(directory, `${what}.${format}`);
    const args = ['export', '--store', `sqlite:${path}`, '--what', what, '--format', format];
    const { output: said, observed } = await startCommand([...args, '-o', output, '--json'], directory).ended;
    const { seconds, bytes }: { readonly seconds: number; readonly bytes: number } = JSON.parse(said);
    return { seconds, megabytes: Math.round(bytes / 1e6), peak: observed.peakMebibytes };
  };
  const cases = await file(many, 'cases', 'csv');
  const lines = await file(many, 'events', 'csv');
  const [fewer, all] = [await file(few, 'events', 'parquet'), await file(many, 'events', 'parquet')];
  const rows = (events * exported) / reports;
  return [
    {
      subject: csv,
      value: exported / cases.seconds,
      unit: 'rows/s',
      notes: [`${exported} cases of 70 columns, ${cases.megabytes} MB in ${cases.seconds} s`],
    },
    {
      subject: eventsCsv,
      value: rows / lines.seconds,
      unit: 'rows/s',
      notes: [`${rows} events of 15 columns, ${lines.megabytes} MB in ${lines.seconds} s`],
    },
    {
      subject: parquet,
      value: (all.seconds * 1_000_000) / rows,
      unit: 's',
      notes: [`${rows} events, ${all.megabytes} MB in ${all.seconds} s`],
    },
    {
      subject: exportMemory,
      value: all.peak,
      unit: 'MiB',
      notes: [`${Math.round(fewer.peak)} MiB for ${events} events`],
    },
  ];
};

export const figures: Benchmark = {
  name: 'figures',
  workload:
    'Three years of a province with 227 agencies, made by the ordinary commands; read models built anew by the command; then questions to them, to a hundred times as many cases, and exports of fifteen times as many. Rows of many cases are copies (in SQL) of those of 10,000.',
  bars: [
    { subject: rebuilt, limit: { demand: 'at least', value: 120_000, unit: 'events/s' } },
    { subject: memory, limit: { demand: 'below', value: 300, unit: 'MiB' } },
    { subject: slaMany, limit: { demand: 'below', value: 10, unit: 'ms' } },
    {
      subject: slaManyMedian,
      limit: { demand: 'below', value: 2, unit: 'times', timesAsManyAs: slaFewMedian },
    },
    { subject: worklist, limit: { demand: 'below', value: 10, unit: 'ms' } },
    { subject: rare, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: common, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: severalWords, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: eventsCsv, limit: { demand: 'at least', value: 150_000, unit: 'rows/s' } },
    { subject: parquet, limit: { demand: 'below', value: 10, unit: 's' } },
  ],
  run,
};
