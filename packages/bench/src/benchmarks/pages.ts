import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Bar, Benchmark, Figure } from '../benchmark.ts';
import { multiply } from '../generated/multiplied.ts';
import { makeThreeYears } from '../generated/three-years.ts';
import { atRest } from '../processes/at-rest.ts';
import { startCommand } from '../processes/command.ts';
import type { PageLoaded } from '../processes/page-load.ts';
import { inTemporaryDirectory } from '../temporary.ts';

/** Fewer where somebody only wants to see that it runs: `BENCH_PAGES=300,3000 BENCH_PAGES_ASKED=20`. */
const [few = 10_000, many = 1_000_000] = (process.env.BENCH_PAGES ?? '10000,1000000').split(',').map(Number);
const asked = Number(process.env.BENCH_PAGES_ASKED ?? 200);

/** A list as the API answers it and as a page of the console, of the same rows. */
const lists = [
  {
    name: 'worklist',
    api: '/v1/reports?limit=50',
    page: '/console/work',
  },
  {
    name: 'worklist by a filter',
    api: '/v1/reports?limit=50&phase=assigned&sort=dueAt',
    page: '/console/work?phase=assigned&sort=dueAt',
  },
  {
    name: 'published reports',
    api: '/v1/published?limit=20',
    page: '/console/published',
  },
] as const;

/** What a map asks, of the whole city and of some streets. */
const maps = {
  'map of everything published': '/v1/clusters/published?zoom=12',
  'map of a worklist': '/v1/clusters/reports?zoom=12',
  'map of some streets': '/v1/clusters/reports?zoom=16&bbox=107.58,16.45,107.60,16.47',
} as const;

const ofApi = (name: string): string => `${name}: API, ${many} reports`;
const ofPage = (name: string, reports: number): string => `${name}: page, ${reports} reports`;

const bars: readonly Bar[] = lists.flatMap(({ name }): readonly Bar[] => [
  {
    subject: ofPage(name, many),
    limit: { demand: 'below', value: 3, unit: '', timesAsManyAs: ofApi(name) },
  },
  {
    subject: ofPage(name, many),
    limit: { demand: 'below', value: 2, unit: '', timesAsManyAs: ofPage(name, few) },
  },
]);

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const log = join(directory, 'years.db');
    await makeThreeYears(log, few);
    const store = ['--store', `sqlite:${log}`];
    await startCommand(['rebuild', ...store, '--json'], directory).ended;
    const models = join(directory, 'years.read.db');
    const fewer = await askedOf(store, directory);
    // In the place of the few: keys and whatever else a host has lie beside its read models.
    multiply(models, many / few);
    const more = await askedOf(store, directory);
    const figure = (subject: string, path: string, loaded: readonly PageLoaded[]): readonly Figure[] =>
      loaded
        .filter((one) => one.path === path)
        .map(({ p99, median, most, bytes }) => ({
          subject,
          value: p99,
          unit: 'ms',
          notes: [
            `median ${median.toFixed(1)} ms, longest ${most.toFixed(1)} ms; ${Math.round(bytes / 1024)} KiB, asked ${asked} times`,
          ],
        }));
    return [
      ...lists.flatMap(({ name, api, page }) => [
        ...figure(ofApi(name), api, more),
        ...figure(ofPage(name, many), page, more),
        ...figure(ofPage(name, few), page, fewer),
      ]),
      ...Object.entries(maps).flatMap(([name, path]) => figure(`${name}, ${many} reports`, path, more)),
    ];
  });

const pageLoad = fileURLToPath(new URL('../processes/page-load.ts', import.meta.url));

/** Of a host on the read models that are there; their log is that of the few reports, and nothing comes into it. */
const askedOf = async (store: readonly string[], directory: string): Promise<readonly PageLoaded[]> => {
  const host = startCommand(['serve', '--port', '0', '--no-timers', '--json', ...store], directory);
  const { url } = JSON.parse(await host.firstLine);
  await atRest(host.child.pid);
  const paths = [...lists.flatMap(({ api, page }) => [api, page]), ...Object.values(maps)];
  const child = spawn(process.execPath, [pageLoad, url, String(asked), ...paths], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const loaded: readonly PageLoaded[] = JSON.parse(await text(child.stdout));
  host.child.kill('SIGTERM');
  await host.ended;
  return loaded;
};

export const pages: Benchmark = {
  name: 'pages',
  workload: `Lists as the API answers them and as pages of the console, and what maps ask, of a host at rest on read models of ${few} reports and on those of ${many}; asked in turn over one connection, 99th percentile.`,
  bars,
  run,
};
