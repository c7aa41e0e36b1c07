import { parseArgs } from 'node:util';
import type { Benchmark, Figure } from './benchmark.ts';
import { benchmarks } from './benchmarks/index.ts';
import { machine } from './report/machine.ts';
import { writePage } from './report/page.ts';
import { meetsBars, type Result } from './report/summary.ts';
import { section } from './report/tables.ts';

const usage = `npm run bench -- [name …] [--runs 3] [--write]

  --runs   how often each benchmark is run; the table shows the median (default 1)
  --write  puts the results of a whole run into docs/benchmarks.md

${benchmarks.map(({ name }) => `  ${name}`).join('\n')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** A benchmark that breaks down is a result too; the others go on. */
const runOnce = async ({ run, name }: Benchmark): Promise<readonly Figure[]> => {
  try {
    return await run();
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return [{ subject: name, value: 0, unit: '', notes: [], failure }];
  }
};

const repeat = async (benchmark: Benchmark, times: number): Promise<Result> => {
  const skipped = benchmark.skip?.();
  if (skipped !== undefined) return { benchmark, runs: [], skipped };
  const runs: (readonly Figure[])[] = [];
  for (let run = 1; run <= times; run++) {
    process.stderr.write(`${benchmark.name}, run ${run} of ${times} …\n`);
    runs.push(await runOnce(benchmark));
  }
  return { benchmark, runs };
};

const main = async (): Promise<number> => {
  const chosen = benchmarks.filter(({ name, onlyByName }) =>
    positionals.length === 0 ? onlyByName !== true : positionals.includes(name),
  );
  const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  const times = Number(values.runs);
  if (values.help || unknown.length > 0 || !Number.isSafeInteger(times) || times < 1) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  if (values.write && positionals.length > 0) {
    process.stderr.write('--write is for a whole run: name no benchmark.\n');
    return 2;
  }
  process.stdout.write(`${machine()}\n\n`);
  const results: Result[] = [];
  for (const benchmark of chosen) {
    const result = await repeat(benchmark, times);
    results.push(result);
    process.stdout.write(`${section(result)}\n`);
  }
  if (values.write) await writePage(results, new Date().toISOString().slice(0, 10));
  const measured = results.filter(({ skipped }) => skipped === undefined);
  const met = measured.filter(meetsBars).length;
  process.stdout.write(`${met} of ${measured.length} benchmarks meet their bars.\n`);
  return 0;
};

process.exitCode = await main();
