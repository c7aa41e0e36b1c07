import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command as a process of its own. */
export const start = (...args: readonly string[]) =>
  spawn(process.execPath, [main, ...args], { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] });

export const phananh = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = start(...args);
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
