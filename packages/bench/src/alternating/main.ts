import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { makeThreeYears } from '../generated/three-years.ts';
import { percentilesOf } from '../percentiles.ts';
import type { Metered } from './metered.ts';

const usage = `npm run bench:alternating -- <workload> <folder …> [--runs 5] [--inputs <folder>]

Measures the repository as it is beside versions of it, in alternating runs, so that whatever else the machine does
meets each alike. A folder has the files that differ, each in its place (packages/core/src/…).

  --runs    runs of each (default 5)
  --inputs  where prepared logs are kept between calls (default: beside the folders)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, inputs: { type: 'string' } },
});
const [workload = '', ...folders] = positionals;

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const cli = join(root, 'packages', 'cli', 'src', 'main.ts');
const inputs = resolve(values.inputs ?? join(folders[0] ?? '.', '..', 'inputs'));

const rowsOfBoston = 20_000;
const reportsOfYears = 6_000;

const boston = (): string => {
  const file = join(inputs, 'boston.csv');
  if (existsSync(file)) return file;
  const data = process.env.PHANANH_DATA ?? join(root, '..', 'shared', 'data');
  const lines = gunzipSync(readFileSync(join(data, 'boston-311-2015.csv.gz')))
    .toString()
    .split('\n');
  writeFileSync(file, lines.slice(0, rowsOfBoston + 1).join('\n'));
  return file;
};

const years = async (): Promise<string> => {
  const file = join(inputs, 'years.db');
  if (!existsSync(file)) await makeThreeYears(file, reportsOfYears);
  return file;
};

const node = (args: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}): string =>
  execFileSync(process.execPath, ['--import', here('./overlay.ts'), ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', PHANANH_BENCH_VERSION: folder, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  }).toString();

const load =
  (contender: string, name: string) =>
  async (folder: string): Promise<Metered> =>
    JSON.parse(node([here('./short-load.ts'), contender, name], folder));

const command = (args: readonly string[], folder: string): Metered => {
  const file = join(inputs, 'metered.json');
  node(['--import', here('./metered.ts'), cli, ...args], folder, { PHANANH_BENCH_METERED: file });
  return JSON.parse(readFileSync(file, 'utf8'));
};

const scratch = join(inputs, 'scratch');
const workloads: { readonly [name: string]: (folder: string) => Promise<Metered> } = {
  'one-at-a-time': load('phananh', 'lifecycles-one-at-a-time'),
  '64-in-flight': load('phananh-with-snapshots', 'lifecycles-64-in-flight'),
  import: async (folder) => {
    const example = join(root, 'examples', 'import-boston');
    const of = ['--map', 'map.json', '--policy', 'policy.json', '--calendars', 'calendar.json'];
    const options = of.map((word) => (word.startsWith('--') ? word : join(example, word)));
    const quiet = ['--json', '--allow-rejects', '--show-rejects', '0'];
    const store = `sqlite:${join(scratch, 'boston.db')}`;
    return command(['import', boston(), ...options, '--store', store, ...quiet], folder);
  },
  rebuild: async (folder) => {
    const file = join(scratch, 'years.db');
    copyFileSync(await years(), file);
    return command(['rebuild', '--store', `sqlite:${file}`, '--json'], folder);
  },
};

const median = (numbers: readonly number[]): number => percentilesOf(numbers).median;

const main = async (): Promise<number> => {
  const run = workloads[workload];
  const runs = Number(values.runs);
  if (run === undefined || folders.length === 0 || !(Number.isSafeInteger(runs) && runs > 0)) {
    process.stdout.write(`${usage}\nWorkloads: ${Object.keys(workloads).join(', ')}\n`);
    return 2;
  }
  mkdirSync(inputs, { recursive: true });
  const versions = ['', ...folders.map((folder) => resolve(folder))];
  const measured = versions.map((): Metered[] => []);
  for (let round = 0; round < runs; round++) {
    for (const [at, version] of versions.entries()) {
      rmSync(scratch, { recursive: true, force: true });
      mkdirSync(scratch);
      measured[at]?.push(await run(version));
    }
  }
  rmSync(scratch, { recursive: true, force: true });
  const all = versions.map((version, at) => ({
    version: version === '' ? 'as it is' : version,
    cpu: median(measured[at]?.map(({ cpuSeconds }) => cpuSeconds) ?? []),
    wall: median(measured[at]?.map(({ seconds }) => seconds) ?? []),
    each: measured[at]?.map(({ cpuSeconds }) => cpuSeconds),
  }));
  for (const { version, cpu, wall, each } of all) {
    const [first = { cpu, wall }] = all;
    process.stdout.write(
      `${JSON.stringify({ workload, version, cpu, wall, ofCpu: cpu / first.cpu, ofWall: wall / first.wall, each })}\n`,
    );
  }
  return 0;
};

process.exitCode = await main();
