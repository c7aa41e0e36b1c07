import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

/** A host that may be killed. */
export const startHost = async (store: string) => {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--store', store, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints = `${complaints}${text}`.slice(-2000);
  });
  const exited = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), exited]);
  const [line] = first;
  if (!(line instanceof Buffer)) throw new Error(`the host ended at once: ${complaints}`);
  // The host's own first line.
  const { url } = JSON.parse(line.toString()) as { readonly url: string };
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    end: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      if (code !== 0) throw new Error(`the host ended with ${code}: ${complaints}`);
    },
  };
};

/** Of Linux; elsewhere nothing is known. */
export const residentMebibytes = (pid: number): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
};
