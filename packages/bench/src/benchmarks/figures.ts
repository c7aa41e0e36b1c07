import { spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { sqliteEventStore } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { multiply } from '../generated/multiplied.ts';
import { makeThreeYears } from '../generated/three-years.ts';
import { startCommand } from '../processes/command.ts';
import type { FigureLoaded } from '../processes/figure-load.ts';
import { inTemporaryDirectory } from '../temporary.ts';
import {
  common,
  filteredWords,
  rare,
  severalWords,
  slaFewMedian,
  slaHttp,
  slaMany,
  slaManyMedian,
  worklist,
} from './figure-subjects.ts';

const reports = 10_000;
const many = 1_000_000;
/** A million events and some. */
const exported = 150_000;

const rebuilt = 'all read models built anew from SQLite';
const memory = 'memory of that at most';
const csv = 'cases as CSV';
const eventsCsv = 'events as CSV';
const parquet = '1,000,000 events as Parquet';
const exportMemory = 'memory of an export at most';
const exportMemoryFew = 'the same of a fifteenth of the events';

const questions = fileURLToPath(new URL('../processes/questions.ts', import.meta.url));

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
      ...(await askedOf(small, 'few')),
      ...(await askedOf(large, 'many')),
      ...(await overHttp(path, large, directory)),
      ...(await exportsOf(path, middleLog, large, directory, events)),
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

/** Asks in a process of its own: what made the reports has left a large heap behind. */
const askedOf = async (path: string, reports: 'few' | 'many'): Promise<readonly Figure[]> => {
  const child = spawn(process.execPath, [questions, path, reports], { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
};

const figureLoad = fileURLToPath(new URL('../processes/figure-load.ts', import.meta.url));
const askedOverHttp = 300;

/** A host on the large read models; their log is that of the few reports, and nothing comes into it. */
const overHttp = async (log: string, models: string, directory: string): Promise<readonly Figure[]> => {
  const store = ['--store', `sqlite:${log}`, '--read-models', models];
  const host = startCommand(['serve', '--port', '0', '--no-timers', '--json', ...store], directory);
  const { url } = JSON.parse(await host.firstLine);
  const question = `${url}/v1/sla?from=2025-01-01&to=2026-01-01&groupBy=agency,month`;
  const child = spawn(process.execPath, [figureLoad, question, String(askedOverHttp)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { median, p99, most, bytes }: FigureLoaded = JSON.parse(await text(child.stdout));
  host.child.kill('SIGTERM');
  await host.ended;
  const note = `median ${median.toFixed(1)} ms, longest ${most.toFixed(1)} ms; ${(bytes / 1e6).toFixed(1)} MB, one connection, asked ${askedOverHttp} times`;
  return [{ subject: slaHttp, value: p99, unit: 'ms', notes: [note] }];
};

const exportsOf = async (
  few: string,
  middle: string,
  large: string,
  directory: string,
  events: number,
): Promise<readonly Figure[]> => {
  const file = async (
    path: string,
    what: 'cases' | 'events',
    format: 'csv' | 'parquet',
    place: readonly string[] = [],
  ) => {
    const output = join(directory, `${what}.${format}`);
    const args = ['export', '--store', `sqlite:${path}`, '--what', what, '--format', format, ...place];
    const { output: said, observed } = await startCommand([...args, '-o', output, '--json'], directory).ended;
    const { seconds, bytes }: { readonly seconds: number; readonly bytes: number } = JSON.parse(said);
    return { seconds, megabytes: Math.round(bytes / 1e6), peak: observed.peakMebibytes };
  };
  const cases = await file(few, 'cases', 'csv', ['--read-models', large]);
  const lines = await file(middle, 'events', 'csv');
  const [fewer, all] = [await file(few, 'events', 'parquet'), await file(middle, 'events', 'parquet')];
  const rows = (events * exported) / reports;
  return [
    {
      subject: csv,
      value: many / cases.seconds,
      unit: 'rows/s',
      notes: [`${many} cases of 70 columns, ${cases.megabytes} MB in ${cases.seconds} s`],
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
      notes: [`${rows} events as Parquet`],
    },
    {
      subject: exportMemoryFew,
      value: fewer.peak,
      unit: 'MiB',
      notes: [`${events} events as Parquet`],
    },
  ];
};

export const figures: Benchmark = {
  name: 'figures',
  workload:
    'Three years of a province with 227 agencies, made by the ordinary commands; read models built anew by the command; then questions to them and to a hundred times as many cases, which are exported as CSV, as are the events of fifteen times as many. Rows of many cases are copies (in SQL) of those of 10,000.',
  bars: [
    { subject: rebuilt, limit: { demand: 'at least', value: 120_000, unit: 'events/s' } },
    { subject: memory, limit: { demand: 'below', value: 300, unit: 'MiB' } },
    { subject: slaMany, limit: { demand: 'below', value: 10, unit: 'ms' } },
    {
      subject: slaManyMedian,
      limit: { demand: 'below', value: 2, unit: 'times', timesAsManyAs: slaFewMedian },
    },
    { subject: slaHttp, limit: { demand: 'below', value: 10, unit: 'ms' } },
    { subject: worklist, limit: { demand: 'below', value: 10, unit: 'ms' } },
    { subject: rare, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: common, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: severalWords, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: filteredWords, limit: { demand: 'below', value: 50, unit: 'ms' } },
    { subject: csv, limit: { demand: 'at least', value: 150_000, unit: 'rows/s' } },
    { subject: eventsCsv, limit: { demand: 'at least', value: 150_000, unit: 'rows/s' } },
    { subject: parquet, limit: { demand: 'below', value: 10, unit: 's' } },
    {
      subject: exportMemory,
      limit: { demand: 'below', value: 1.15, unit: 'times', timesAsManyAs: exportMemoryFew },
    },
  ],
  run,
};
