// Everything that must hold before a change lands: types, lint and format, dependency rules, unused code, tests.
// Ends with one line that counts: `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const only = (['slow', 'unit'] as const).find((one) => process.argv.includes(`--${one}`));

const run = (tool: string, ...args: readonly string[]): boolean => {
  process.stdout.write(`\n$ ${tool} ${args.join(' ')}\n`);
  const { status } = spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0;
};

const checks: readonly (readonly [string, () => boolean])[] = [
  // What runs in browsers knows their names, which nothing else may.
  [
    'types',
    () =>
      ['.', 'packages/console/src/islands', 'packages/transparency/page'].every((of) => run('tsc', '-p', of)),
  ],
  ['lint, format, dependency rules', () => run('biome', 'check', '--error-on-warnings', '.')],
  ['unused code and dependencies', () => run('knip')],
];

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
  success: z.boolean(),
});

/** Runs the tests of some projects and counts them. A run that breaks off counts as a failure. */
const runTests = (...projects: readonly string[]): { passed: number; failed: number; skipped: number } => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-test-'));
  const file = join(directory, 'report.json');
  try {
    const chosen = projects.flatMap((project) => ['--project', project]);
    const ended = run(
      'vitest',
      'run',
      ...chosen,
      // The slow ones take every core by themselves, and measure memory.
      ...(projects.includes('slow') ? ['--no-file-parallelism'] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    );
    const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const failed = Math.max(report.numFailedTests, ended && report.success ? 0 : 1);
    return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
  } catch (error) {
    process.stdout.write(`The tests broke off: ${String(error)}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const results = only === undefined ? checks.map(([name, check]) => ({ name, ok: check() })) : [];
const tests = only === undefined ? runTests('unit', 'integration', 'e2e') : runTests(only);

process.stdout.write('\n');
for (const { name, ok } of results) process.stdout.write(`${ok ? 'passed' : 'FAILED'}  ${name}\n`);
process.stdout.write(
  `${tests.failed === 0 ? 'passed' : 'FAILED'}  tests: ${tests.passed} passed, ${tests.failed} failed\n`,
);
const passed = tests.passed + results.filter(({ ok }) => ok).length;
const failed = tests.failed + results.filter(({ ok }) => !ok).length;
process.stdout.write(
  `${passed} passed, ${failed} failed${tests.skipped === 0 ? '' : `, ${tests.skipped} skipped`}\n`,
);
process.exit(failed === 0 ? 0 : 1);
