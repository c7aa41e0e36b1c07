import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const scriptPath = (name: string): string => fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url));

/** Runs a script of `children/` with the Node that runs the tests. */
export const startChild = (name: string, ...args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [scriptPath(name), ...args]);

/** The same under a limit on the size of every file that the process writes, in blocks of 1,024 bytes. */
export const startChildWithFileLimit = (blocks: number, name: string, ...args: readonly string[]) =>
  spawn('bash', [
    '-c',
    `ulimit -S -f ${blocks}; exec "$@"`,
    'bash',
    process.execPath,
    scriptPath(name),
    ...args,
  ]);

export const kill = async (child: ChildProcessWithoutNullStreams): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

/** Everything that a child prints until it ends. */
export const outputOf = async (child: ChildProcessWithoutNullStreams): Promise<string> => {
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  await once(child, 'close');
  if (output === '') throw new Error(`the child printed nothing but: ${errors}`);
  return output;
};
