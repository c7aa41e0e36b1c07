import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type JsonObject, PhananhError } from '@phananh/core';
import { isTrustworthyUrl } from '@phananh/http/loopback';
import { z } from 'zod';
import { CliError } from '../process/errors.ts';
import type { AskedCommand, GivenCommand, Giver } from './giver.ts';
import { ownFailure } from './own-failure.ts';

/** A host elsewhere, and what it knows us by. */
export interface RemoteOptions {
  readonly url?: string;
  readonly keyFile?: string;
}

/** Where the subjects of each workflow are under `/v1`, and what answers call their ids. */
export interface RemotePaths {
  readonly [workflow: string]: string;
}

/** Talks to a host over HTTP, with the key of an admin. */
export interface RemoteHost extends Giver {
  get(path: string): Promise<unknown>;
  post(path: string, body: object, headers?: { readonly [name: string]: string }): Promise<unknown>;
  /** Sends a photo or video of a report as it comes. @throws what the source throws, too */
  upload(source: AsyncIterable<Uint8Array>, reportId: string): Promise<{ readonly attachmentId: string }>;
  /**
   * An id for a command that follows from what it says: with this key the same again is the same command. Without the key nobody tells
   * from it what was said, which may be a digest of a photo.
   */
  idOf(said: readonly string[]): string;
}

const patienceMilliseconds = 30_000;
/** Of a video over a slow line: as long as hosts let it take. */
const sendingPatienceMilliseconds = 900_000;
/** How often in a row a host that has enough to do is asked again, and how long it may ask to be left alone. */
const mostTries = 10;
const longestPauseSeconds = 120;

/** What a host answers that says no (RFC 9457). */
class RemoteError extends PhananhError {
  readonly code: string;

  constructor(code: string, message: string, details: JsonObject) {
    super(message, details);
    this.code = code;
  }
}

const Problem = z.object({ code: z.string(), detail: z.string() }).catchall(z.json());
const Uploaded = z.looseObject({ attachmentId: z.string() });
const Outcome = z.looseObject({ revision: z.number(), position: z.number() });

/**
 * A host by its address.
 *
 * @throws {@link CliError} `wrong-usage` for what is no address, and without a key
 */
export const remoteHost = ({ url = '', keyFile }: RemoteOptions, paths: RemotePaths): RemoteHost => {
  const base = addressOf(url);
  const key = keyOf(keyFile);
  const askOnce = (method: string, path: string, init: RequestInit): Promise<Response> =>
    fetch(`${base}/v1${path}`, {
      ...init,
      method,
      headers: { ...init.headers, authorization: `Bearer ${key}`, accept: 'application/json' },
      // A key is for this host, wherever it would send us.
      redirect: 'error',
      signal: init.signal ?? AbortSignal.timeout(patienceMilliseconds),
    }).catch((cause: unknown) => {
      throw new CliError('unreachable-host', `${base}: ${reasonOf(cause)}`, { cause });
    });
  const ask = async (method: string, path: string, init: RequestInit): Promise<unknown> => {
    let answer = await askOnce(method, path, init);
    // What was refused for now was not done, and what a command's id was lost with is the same command again.
    for (let tries = 1; isForNow(answer) && isRepeatable(init) && tries < mostTries; tries += 1) {
      await answer.body?.cancel();
      await setTimeout(1_000 * pauseOf(answer));
      answer = await askOnce(method, path, init);
    }
    const said: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return said;
    const problem = Problem.safeParse(said).data;
    if (problem === undefined) throw new CliError('unreachable-host', `${base} answers ${answer.status}`);
    const { code, detail, ...details } = problem;
    throw new RemoteError(code, detail, details);
  };
  const post: RemoteHost['post'] = (path, body, headers = {}) =>
    ask('POST', path, {
      body: JSON.stringify(body),
      headers: { ...headers, 'content-type': 'application/json' },
    });
  const give = async (asked: AskedCommand): Promise<GivenCommand> => {
    const { workflow, id, command, input, commandId, expectedRevision } = asked;
    const path = paths[workflow] ?? `/${workflow}s`;
    const said = await post(id === undefined ? path : `${path}/${encodeURIComponent(id)}/${command}`, input, {
      'idempotency-key': commandId,
      ...(expectedRevision !== undefined && { 'if-match': `"${expectedRevision}"` }),
    });
    const { revision, position, ...rest } = Outcome.parse(said);
    return { id: id ?? idIn(rest, workflow), revision, position };
  };
  const upload: RemoteHost['upload'] = async (source, reportId) => {
    const { own, failure } = ownFailure(source);
    const boundary = `phananh-${randomUUID()}`;
    const said = ask('POST', `/attachments?${new URLSearchParams({ reportId })}`, {
      body: ReadableStream.from(formOf(own, boundary)),
      duplex: 'half',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      signal: AbortSignal.timeout(sendingPatienceMilliseconds),
    });
    return Uploaded.parse(await said.catch((error: unknown) => Promise.reject(failure()?.error ?? error)));
  };
  const idOf: RemoteHost['idOf'] = (said) =>
    createHmac('sha256', key).update(JSON.stringify(said)).digest('hex');
  return { give, post, upload, idOf, get: (path) => ask('GET', path, {}), close: async () => {} };
};

/** A form with one file (RFC 7578). Its name would not be kept. */
async function* formOf(file: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Uint8Array, void> {
  const head = 'content-disposition: form-data; name="file"; filename="file"';
  yield Buffer.from(`--${boundary}\r\n${head}\r\ncontent-type: application/octet-stream\r\n\r\n`);
  yield* file;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** Whether a host says no for now only, and when to ask again: as many as may were sent, or it has too much to do or starts. */
const isForNow = (answer: Response): boolean =>
  [429, 503].includes(answer.status) && pauseOf(answer) <= longestPauseSeconds;

/** What was read from a stream to be sent is gone. */
const isRepeatable = ({ body }: RequestInit): boolean => body == null || typeof body === 'string';

/** In seconds; without end where it does not say. */
const pauseOf = ({ headers }: Response): number => {
  const after = headers.get('retry-after');
  return after !== null && /^\d+$/.test(after) ? Number(after) : Number.POSITIVE_INFINITY;
};

const idIn = (said: object, workflow: string): string =>
  String(new Map<string, unknown>(Object.entries(said)).get(`${workflow}Id`) ?? '');

const addressOf = (url: string): string => {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '')
    throw new CliError('wrong-usage', '--url takes the address of a host, such as https://phananh.example');
  if (!isTrustworthyUrl(parsed.href))
    throw new CliError('wrong-usage', '--url sends a key: over https, or to this machine only');
  return parsed.href.replace(/[?#].*$/s, '').replace(/\/+$/, '');
};

/** Out of a file or the environment: what stands in a command line, every process of the machine can read. */
const keyOf = (file: string | undefined): string => {
  const text = file === undefined ? process.env.PHANANH_KEY : readKey(file);
  const key = text?.trim() ?? '';
  if (!/^[\w.~+/:@-]+=*$/.test(key))
    throw new CliError('wrong-usage', '--url needs the key of an admin: --key-file <file>, or PHANANH_KEY');
  return key;
};

const readKey = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError('unreadable-source', `${file} cannot be read`, { cause });
  }
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
};
