import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { policyOfLog } from '@phananh/core/reports';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startCommand } from '../processes/command.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const file = join(process.env.PHANANH_DATA ?? join(root, '..', 'shared', 'data'), 'boston-311-2015.csv.gz');
const example = join(root, 'examples', 'import-boston');
const ofBoston = ['--map', 'map.json', '--policy', 'policy.json', '--calendars', 'calendar.json'].map(
  (word) => (word.startsWith('--') ? word : join(example, word)),
);

const imported = 'import';
const readable = 'import until the read models are complete';
const memory = 'memory of the import at most';
const coldStart = 'host over that store ready';

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'boston.db');
    const readPath = join(directory, 'boston.read.db');
    const store = `sqlite:${path}`;
    const started = performance.now();
    const importing = startCommand(
      ['import', file, ...ofBoston, '--store', store, '--json', '--allow-rejects', '--show-rejects', '0'],
      directory,
    );
    const { output, observed } = await importing.ended;
    const seconds = (performance.now() - started) / 1000;
    const { events, rows }: { readonly events: number; readonly rows: number } = JSON.parse(output);
    const catchUpSeconds = await timeToCatchUp(path, readPath);
    const readySeconds = await timeToBeReady(store, directory);
    return [
      {
        subject: imported,
        value: events / seconds,
        unit: 'events/s',
        notes: [`${rows} rows, ${events} events, ${seconds.toFixed(1)} s with the start of the process`],
      },
      {
        subject: readable,
        value: events / (seconds + catchUpSeconds),
        unit: 'events/s',
        notes: [`${catchUpSeconds.toFixed(1)} s after the import`],
      },
      { subject: memory, value: observed.peakMebibytes, unit: 'MiB', notes: [] },
      { subject: coldStart, value: readySeconds, unit: 's', notes: ['from the start of the process'] },
    ];
  });

/** How long the read models take from where the import left them to the end of the log. */
const timeToCatchUp = async (path: string, readPath: string): Promise<number> => {
  const started = performance.now();
  const store = sqliteEventStore(path, { readonly: true });
  const { policy } = await policyOfLog(store);
  const models = readModels(readPath, { policy });
  await models.catchUp(store);
  const seconds = (performance.now() - started) / 1000;
  await models.close();
  await store.close();
  return seconds;
};

/** From the start of the process until `/readyz` says so. */
const timeToBeReady = async (store: string, directory: string): Promise<number> => {
  const started = performance.now();
  const host = startCommand(['serve', '--port', '0', '--store', store, '--json'], directory);
  const { url } = JSON.parse(await host.firstLine);
  while (!(await fetch(`${url}/readyz`)).ok) {
    if (performance.now() - started > 60_000) throw new Error('the host is not ready after a minute');
  }
  const seconds = (performance.now() - started) / 1000;
  host.child.kill('SIGTERM');
  await host.ended;
  return seconds;
};

export const importBoston: Benchmark = {
  name: 'import-boston',
  workload:
    'A year of real cases of Boston, imported with the command into a new store; then a host is started over that store.',
  bars: [
    { subject: readable, limit: { demand: 'at least', value: 25_000, unit: 'events/s' } },
    { subject: memory, limit: { demand: 'below', value: 400, unit: 'MiB' } },
    { subject: coldStart, limit: { demand: 'below', value: 1, unit: 's' } },
  ],
  skip: () => (existsSync(file) ? undefined : `no ${file}; PHANANH_DATA names the folder that has it`),
  run,
};
