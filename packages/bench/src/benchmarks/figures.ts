import { statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { huePolicy, type Instant, instantOf, type ReadModels } from '@phananh/core';
import { exportOf } from '@phananh/exports';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { multiply } from '../generated/multiplied.ts';
import { makeThreeYears } from '../generated/three-years.ts';
import { startCommand } from '../processes/command.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const few = 10_000;
const many = 100_000;
const asked = 300;

const rebuilt = 'all read models built anew from SQLite';
const memory = 'memory of that at most';
const slaFew = 'a year by agency and month, 10,000 reports, p99';
const slaMany = 'a year by agency and month, 100,000 reports, p99';
const worklist = 'page of a worklist, 100,000 reports, p99';
const search = 'page of a search, 100,000 reports, p99';
const csv = 'cases as CSV';
const parquet = 'cases as Parquet';

/** Later than the rows were brought up to date: at an earlier moment everything is counted case by case. */
const now: Instant = new Date().toISOString();

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'years.db');
    await makeThreeYears(path, few);
    const rebuilding = await rebuildOf(path, directory);
    const [small, large] = [join(directory, 'years.read.db'), join(directory, 'many.read.db')];
    await copyFile(small, large);
    multiply(large, many / few);
    return [...rebuilding, ...(await questionsOf(small, few)), ...(await questionsOf(large, many))];
  });

const rebuildOf = async (path: string, directory: string): Promise<readonly Figure[]> => {
  const store = sqliteEventStore(path, { readonly: true });
  const events = (await Array.fromAsync(store.readAll({ limit: 1_000_000 }))).length;
  await store.close();
  const rebuilding = startCommand(['rebuild', '--store', `sqlite:${path}`, '--json'], directory);
  const { output, observed } = await rebuilding.ended;
  const { seconds }: { readonly seconds: number } = JSON.parse(output);
  return [
    {
      subject: rebuilt,
      value: events / seconds,
      unit: 'events/s',
      notes: [
        `${events} events of ${few} reports in ${seconds} s: every documented table, sums, search, timers`,
      ],
    },
    { subject: memory, value: observed.peakMebibytes, unit: 'MiB', notes: [] },
  ];
};

const questionsOf = async (path: string, reports: number): Promise<readonly Figure[]> => {
  const models = readModels(path, { policy: huePolicy, clock: { now: () => now } });
  const year = { from: '2024-12-31T17:00:00.000Z', to: '2025-12-31T17:00:00.000Z' };
  const sla = await percentilesOf(() =>
    models.sla({ cohort: 'submitted', groupBy: ['agency', 'month'], ...year, now }),
  );
  const note = (name: string) => [`${asked} times; median ${sla.median.toFixed(2)} ms; ${name}`];
  const figures: Figure[] = [
    {
      subject: reports === few ? slaFew : slaMany,
      value: sla.p99,
      unit: 'ms',
      notes: note('rows are copies of those of 10,000 reports'),
    },
  ];
  if (reports === many) {
    figures.push(await pagesOf(models), await searchesOf(models));
    figures.push(...(await exportsOf(models, path)));
  }
  await models.close();
  return figures;
};

/** Milliseconds. */
const percentilesOf = async (ask: (n: number) => unknown): Promise<{ median: number; p99: number }> => {
  const times: number[] = [];
  for (let n = 0; n < asked; n++) {
    const started = performance.now();
    await ask(n);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(asked / 2)] ?? 0, p99: times[Math.ceil(asked * 0.99) - 1] ?? 0 };
};

const pagesOf = async (models: ReadModels): Promise<Figure> => {
  const cursors: (string | undefined)[] = [undefined];
  for (let n = 0; n < 20; n++) {
    const cursor = cursors.at(-1);
    cursors.push(models.cases({ now, ...(cursor !== undefined && { cursor }) }).nextCursor);
  }
  const { median, p99 } = await percentilesOf((n) => {
    const cursor = cursors[n % cursors.length];
    switch (n % 5) {
      case 0:
        return models.cases({ now, ...(cursor !== undefined && { cursor }) });
      case 1:
        return models.cases({ now, agencyId: `agency-${n % 227}` });
      case 2:
        return models.cases({ now, verdict: ['overdue'], sort: 'dueAt' });
      case 3:
        return models.cases({ now, category: `category-${n % 20}`, verdict: ['late'] });
      default:
        return models.cases({ now, bbox: boxOf(n) });
    }
  });
  return {
    subject: worklist,
    value: p99,
    unit: 'ms',
    notes: [
      `median ${median.toFixed(2)} ms; all, by agency, overdue, late of a category, in a box; 50 a page`,
    ],
  };
};

const boxOf = (n: number) => {
  const [south, west] = [16.4 + (n % 90) / 1000, 107.5 + (n % 170) / 1000];
  return { south, west, north: south + 0.005, east: west + 0.005 };
};

const searchesOf = async (models: ReadModels): Promise<Figure> => {
  const words = ['den duong', 'Cống nghẹt', '"Nguyễn Huệ"', 'rác so 17', 'kiet 12', 'so 499'];
  const { median, p99 } = await percentilesOf((n) => models.cases({ now, q: words[n % words.length] ?? '' }));
  return {
    subject: search,
    value: p99,
    unit: 'ms',
    notes: [`median ${median.toFixed(2)} ms; ${words.join(', ')}`],
  };
};

const exportsOf = async (models: ReadModels, path: string): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const [subject, format] of [
    [csv, 'csv'],
    [parquet, 'parquet'],
  ] as const) {
    const started = performance.now();
    let bytes = 0;
    const { chunks } = exportOf(models, { what: 'cases', format, exportedAt: instantOf(0) });
    for await (const chunk of chunks) bytes += chunk.length;
    const seconds = (performance.now() - started) / 1000;
    figures.push({
      subject,
      value: many / seconds,
      unit: 'rows/s',
      notes: [
        `${Math.round(bytes / 1e6)} MB in ${seconds.toFixed(1)} s, 70 columns, from ${Math.round(statSync(path).size / 1e6)} MB`,
      ],
    });
  }
  return figures;
};

export const figures: Benchmark = {
  name: 'figures',
  workload:
    'Three years of a province with 227 agencies, made by the ordinary commands; read models built anew by the command; then questions to them, and to ten times as many cases.',
  bars: [
    { subject: rebuilt, limit: { demand: 'at least', value: 120_000, unit: 'events/s' } },
    { subject: memory, limit: { demand: 'below', value: 300, unit: 'MiB' } },
    { subject: slaMany, limit: { demand: 'below', value: 10, unit: 'ms' } },
    { subject: worklist, limit: { demand: 'below', value: 10, unit: 'ms' } },
    { subject: search, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: csv, limit: { demand: 'at least', value: 150_000, unit: 'rows/s' } },
  ],
  run,
};
