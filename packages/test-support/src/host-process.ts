import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The command's file, by its place: its package is tested by this one, and each cannot be needed by the other. */
const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

/** A host in a process of its own. */
export interface HostProcess {
  readonly url: string;
  readonly pid: number | undefined;
  /** No warning, no farewell: what is not on the disk is gone. */
  kill(): Promise<void>;
  /** Asks it to end and gives its exit code. */
  end(): Promise<number | null>;
  /** Waits until it has ended by itself and gives its exit code. */
  ended(): Promise<number | null>;
  /** What it has said on standard error. */
  said(): string;
}

/** Starts `phananh serve` on a free port and waits until it says that it listens. */
export const startHost = (store: string, ...options: readonly string[]): Promise<HostProcess> =>
  startHostOn(`sqlite:${store}`, ...options);

/** The same on a store wherever it is. */
export const startHostOn = (address: string, ...options: readonly string[]): Promise<HostProcess> =>
  startHostWith({}, 'serve', '--port', '0', '--store', address, ...options);

/** A host by its whole command line, with other variables of the environment. */
export const startHostWith = async (
  env: { readonly [name: string]: string },
  ...args: readonly string[]
): Promise<HostProcess> => {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const url = await addressOf(child, () => said);
  const gone = once(child, 'exit');
  return {
    url,
    pid: child.pid,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    end: async () => {
      child.kill('SIGTERM');
      const [code] = await gone;
      return code;
    },
    ended: async () => (await gone)[0],
    said: () => said,
  };
};

const addressOf = async (child: ChildProcess, complaints: () => string): Promise<string> => {
  let said = '';
  for await (const text of child.stdout ?? []) {
    said += text;
    const [url] = /http:\/\/\S+/.exec(said) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`the host ended before it listened: ${complaints()}`);
};
