import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Observed } from './observed-process.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const cli = join(root, 'packages', 'cli', 'src', 'main.ts');
const observer = new URL('./observed-process.ts', import.meta.url).href;

/** A command of the CLI that runs under observation. */
export interface ObservedCommand {
  readonly child: ChildProcess;
  /** The first line that it prints: a host's is where it listens. */
  readonly firstLine: Promise<string>;
  /** Waits for its end. Throws with what it complained of when it failed. */
  readonly ended: Promise<{ readonly output: string; readonly observed: Observed }>;
}

/** Starts `phananh …` in a process of its own. */
export const startCommand = (args: readonly string[], directory: string): ObservedCommand => {
  const file = join(directory, `observed-${args[0]}.json`);
  const child = spawn(process.execPath, ['--import', observer, cli, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', PHANANH_BENCH_OBSERVED: file },
  });
  const exited = once(child, 'exit');
  const complaints = text(child.stderr);
  const output = text(child.stdout);
  const firstLine = new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const [line, rest] = said.split('\n', 2);
      if (line !== undefined && rest !== undefined) resolve(line);
    });
    exited.then(async () => reject(new Error(`it ended at once: ${await complaints}`)), reject);
  });
  firstLine.catch(() => {});
  const ended = exited.then(async ([code]) => {
    if (code !== 0)
      throw new Error(`phananh ${args[0]} ended with ${code}: ${(await complaints).slice(-500)}`);
    const observed: Observed = JSON.parse(await readFile(file, 'utf8'));
    return { output: await output, observed };
  });
  ended.catch(() => {});
  return { child, firstLine, ended };
};
