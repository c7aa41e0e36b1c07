import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inTemporaryDirectory } from '../temporary.ts';
import type { Answer } from './contender-process.ts';
import type { LoadName } from './loads.ts';

const script = fileURLToPath(new URL('./contender-process.ts', import.meta.url));

/** Puts a load on a contender, in a process and on a file of its own. */
export const runContender = (module: URL, load: LoadName, milliseconds: number): Promise<Answer> =>
  inTemporaryDirectory(
    (directory) =>
      new Promise((resolve) => {
        const child = fork(script, [module.href, load, String(milliseconds), directory], {
          // act reads the package.json of the directory that it is started in.
          cwd: fileURLToPath(new URL('../..', import.meta.url)),
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
          env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'error' },
        });
        let errors = '';
        child.stderr?.on('data', (data) => {
          errors = (errors + data).slice(-2000);
        });
        let answer: Answer | undefined;
        child.once('message', (message: Answer) => {
          answer = message;
          child.disconnect();
        });
        child.once('exit', (code) =>
          resolve(answer ?? { broken: `the process ended with ${code}: ${errors}` }),
        );
      }),
  );
