import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerAddCheckpoint, type VerifierKey, type Witness } from '@phananh/core/transparency';
import { nodeCrypto } from '../node-crypto.ts';
import { seenTrees } from './seen-trees.ts';
import { openWitnessKey } from './witness-key.ts';

export interface RunWitnessOptions {
  /** What it saw last, for each log. Who loses it cosigns what they have refused. */
  readonly folder: string;
  /** File of its key, made where there is none. */
  readonly key: string;
  /** Name of its key: a URL without scheme. */
  readonly name: string;
  /** Keys of the logs that it looks at. */
  readonly logs: readonly VerifierKey[];
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Seconds since the Unix epoch. Default: the clock of the machine. */
  readonly now?: () => bigint;
  readonly onError: (error: unknown) => void;
}

/** A witness that answers. */
export interface RunningWitness extends AsyncDisposable {
  readonly url: string;
  readonly key: VerifierKey;
  close(): Promise<void>;
}

/** A proof has at most 63 lines, a checkpoint at most 100 signatures. */
const mostBytes = 65_536;

/**
 * Runs a witness (C2SP tlog-witness): `POST /add-checkpoint` cosigns a checkpoint that continues what it saw of that log, and nothing
 * else.
 *
 * @throws {@link TransparencyError} `key-malformed`, `second-signer` where another process runs over the folder
 */
export const runWitness = async (options: RunWitnessOptions): Promise<RunningWitness> => {
  const { folder, key: path, name, logs, host, port, now = systemSeconds, onError } = options;
  const { key, sign } = await openWitnessKey(path, name);
  const { update, close: closeTrees } = seenTrees(folder);
  const witness: Witness = { crypto: nodeCrypto, logs, key, sign, now, update };
  const server = createServer((request, response) => {
    answer(witness, request, response).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent) send(response, { status: 500, type: plain, body: 'it failed\n' });
    });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    closeTrees();
    throw error;
  }
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    closeTrees();
  };
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  return { url, key, close, [Symbol.asyncDispose]: close };
};

const systemSeconds = (): bigint => BigInt(Math.floor(Date.now() / 1000));

const plain = 'text/plain; charset=utf-8';

const answer = async (
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [path] = (request.url ?? '').split('?');
  if (path !== '/add-checkpoint') return send(response, { status: 404, type: plain, body: 'not found\n' });
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return send(response, { status: 405, type: plain, body: 'POST alone\n' });
  }
  const text = await bodyOf(request);
  if (text === undefined) {
    response.setHeader('connection', 'close');
    return send(response, { status: 413, type: plain, body: `at most ${mostBytes} bytes\n` });
  }
  send(response, await answerAddCheckpoint(witness, text));
};

/** Undefined: it is too long. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    length += piece.length;
    if (length > mostBytes) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
};

const send = (
  response: ServerResponse,
  { status, type, body }: { readonly status: number; readonly type: string; readonly body: string },
): void => void response.writeHead(status, { 'content-type': type }).end(body);
