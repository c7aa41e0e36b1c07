import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));
/** What a process of its own is started with, behind `node`. */
export const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command as a process of its own. */
export const start = (...args: readonly string[]) =>
  spawn(process.execPath, [main, ...args], { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] });

/** The command to its end in a process of its own, where that is the point; else {@link file://./in-process.ts} is cheaper. */
export const phananhProcess = (...args: readonly string[]): Promise<Ran> => ended(start(...args));

/** The same with text on standard input and other variables of the environment. */
export const phananhWith = (
  { input, env }: { readonly input?: string; readonly env?: { readonly [name: string]: string } },
  ...args: readonly string[]
): Promise<Ran> => {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: repositoryRoot,
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });
  child.stdin.end(input);
  return ended(child);
};

const ended = (child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ran> =>
  new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
