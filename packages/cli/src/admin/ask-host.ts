import { type ClientRequest, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { receivedError, type SentError } from '@phananh/core/engine';
import { z } from 'zod';
import { CliError } from '../process/errors.ts';
import { ownFailure } from './own-failure.ts';

const SaidError = z.object({
  code: z.string().nullable(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

const patienceMilliseconds = 10_000;
/** Of a video that the host stores elsewhere: as long as it may take to come. */
const sendingPatienceMilliseconds = 900_000;

/**
 * Codes of a socket that nobody listens on, that is not there, or whose host ends: whether it has done what it was asked it did not say,
 * and whoever asks again asks for the same.
 */
const nobody: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Asks the host that listens on a socket; undefined when none does.
 *
 * @throws what the host throws; {@link CliError} `no-admin-socket` when it cannot be asked, or does not know the question
 */
export const askHost = (
  path: string,
  method: 'GET' | 'POST',
  route: string,
  body?: object,
): Promise<unknown> =>
  exchange(path, { method, path: route, timeout: patienceMilliseconds }, (asking) => {
    asking.end(body && JSON.stringify(body));
  });

/**
 * Sends the host that listens on a socket what is read as it comes; undefined when none does.
 *
 * @throws as {@link askHost} does, and what the source throws
 */
export const sendToHost = (
  path: string,
  route: string,
  source: AsyncIterable<Uint8Array>,
): Promise<unknown> =>
  exchange(path, { method: 'POST', path: route, timeout: sendingPatienceMilliseconds }, (asking, reject) => {
    // What the host breaks off it has answered already.
    const { own, failure } = ownFailure(source);
    pipeline(own, asking).catch(() => {
      const failed = failure();
      if (failed !== undefined) reject(failed.error);
    });
  });

const exchange = (
  path: string,
  options: { readonly method: string; readonly path: string; readonly timeout: number },
  send: (asking: ClientRequest, reject: (error: unknown) => void) => void,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const refuse = (why: string): void => reject(new CliError('no-admin-socket', `${path}: ${why}`));
    /** What the host itself says no with. */
    const fail = (status: number | undefined, answer: unknown): void => {
      const { success, data } = SaidError.safeParse(answer);
      // 404: an older host, which does not know the question.
      if (success && data.code !== null && status !== 404) reject(receivedError(data as SentError));
      else refuse(JSON.stringify(answer));
    };
    const asking = request({ socketPath: path, ...options }, (response) => {
      json(response).then(
        (answer) => (response.statusCode === 200 ? resolve(answer) : fail(response.statusCode, answer)),
        (error: Error) => refuse(error.message),
      );
    });
    asking.on('timeout', () => asking.destroy(new Error('the host does not answer')));
    asking.on('error', (error: NodeJS.ErrnoException) =>
      nobody.has(error.code ?? '') ? resolve(undefined) : refuse(error.message),
    );
    send(asking, reject);
  });
