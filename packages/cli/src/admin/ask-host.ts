import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { CliError } from '../errors.ts';

const patienceMilliseconds = 10_000;

/** Codes of a socket that nobody listens on, or that is not there. */
const nobody: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Asks the host that listens on a socket; undefined when none does.
 *
 * @throws {@link CliError} `no-admin-socket` when it cannot be asked, or says no
 */
export const askHost = (path: string, method: 'GET' | 'POST', route: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const refuse = (why: string): void => reject(new CliError('no-admin-socket', `${path}: ${why}`));
    const asking = request(
      { socketPath: path, method, path: route, timeout: patienceMilliseconds },
      (response) => {
        json(response).then(
          (body) => (response.statusCode === 200 ? resolve(body) : refuse(JSON.stringify(body))),
          (error: Error) => refuse(error.message),
        );
      },
    );
    asking.on('timeout', () => asking.destroy(new Error('the host does not answer')));
    asking.on('error', (error: NodeJS.ErrnoException) =>
      nobody.has(error.code ?? '') ? resolve(undefined) : refuse(error.message),
    );
    asking.end();
  });
