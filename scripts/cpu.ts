// Runs the tests and prints the CPU that each spec file took, most expensive first, and the whole. Arguments go to vitest:
// `npm run cpu -- --project unit`, `npm run cpu -- packages/http`; without a project, the three of `npm test` run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { cpuSeconds } from './cpu/seconds.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.argv.slice(2);
const projects = asked.includes('--project') ? [] : ['unit', 'integration', 'e2e'];
const Note = z.object({ file: z.string(), seconds: z.number() });

const directory = mkdtempSync(join(tmpdir(), 'phananh-cpu-'));
const notes = join(directory, 'notes.jsonl');
const before = cpuSeconds();
try {
  const { status } = spawnSync(
    join(root, 'node_modules', '.bin', 'vitest'),
    ['run', ...projects.flatMap((project) => ['--project', project]), '--reporter=dot', ...asked],
    { cwd: root, stdio: 'inherit', env: { ...process.env, CPU_NOTES: notes } },
  );
  const all = cpuSeconds() - before;
  const files = readFileSync(notes, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Note.parse(JSON.parse(line)))
    .toSorted((one, other) => other.seconds - one.seconds);
  const sum = files.reduce((total, { seconds }) => total + seconds, 0);
  const line = (seconds: number, what: string) =>
    process.stdout.write(`${seconds.toFixed(2).padStart(8)} s  ${what}\n`);
  for (const { file, seconds } of files) line(seconds, relative(root, file));
  line(all - sum, 'vitest itself: starting, compiling, telling');
  line(all, `of CPU in all, for ${files.length} spec files`);
  process.exitCode = status ?? 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
