import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerLoadName, ServerMeasured } from './loads.ts';

const script = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));

/** A server for one load, in a process of its own. */
export interface BenchServer {
  readonly connectionString: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** @param answersAfter milliseconds before each append is answered */
export const withServer = async <T>(
  use: (server: BenchServer) => Promise<T>,
  answersAfter = 0,
): Promise<T> => {
  const child = fork(script('server-process'), [String(answersAfter)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [{ connectionString }] = await once(child, 'message');
    const order = async (what: 'stop' | 'start') => {
      child.send(what);
      await once(child, 'message');
    };
    return await use({ connectionString, stop: () => order('stop'), start: () => order('start') });
  } finally {
    child.disconnect();
  }
};

const startLoad = (what: ServerLoadName | 'follow', connectionString: string): ChildProcess =>
  fork(script('load-process'), [what, connectionString], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });

/** Runs a load in a process of its own against a fresh server. */
export const runLoad = (what: ServerLoadName): Promise<ServerMeasured> =>
  withServer(async ({ connectionString }) => {
    const child = startLoad(what, connectionString);
    try {
      return await Promise.race([
        once(child, 'message').then(([measured]) => measured),
        once(child, 'exit').then(([code]) => Promise.reject(new Error(`${what} ended with ${code}`))),
      ]);
    } finally {
      if (child.connected) child.disconnect();
    }
  });

/** Milliseconds from a server's return, after it was away for so long, until a subscription has caught up again. */
export const resumeAfter = (awayMilliseconds: number): Promise<number> =>
  withServer(async (server) => {
    const child = startLoad('follow', server.connectionString);
    const caughtUp = async (): Promise<number> => {
      for (;;) {
        const [state] = await once(child, 'message');
        if (state.caughtUp) return state.at;
      }
    };
    try {
      await caughtUp();
      const again = caughtUp();
      await server.stop();
      await new Promise((resolve) => setTimeout(resolve, awayMilliseconds));
      const returned = Date.now();
      await server.start();
      return (await again) - returned;
    } finally {
      child.disconnect();
    }
  });
