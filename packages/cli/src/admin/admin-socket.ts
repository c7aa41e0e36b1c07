import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { sentError } from '@phananh/core/engine';
import { CliError } from '../process/errors.ts';

/** What a host does for who asks over its socket: the route, such as `POST /clock/confirm`, what was sent, and the answer. */
export interface AdminOperations {
  readonly [route: string]: (body: unknown) => Promise<object> | object;
}

/** The same for what is sent as it is, and read as it comes: the route without its query, which says the rest. */
export interface AdminStreams {
  readonly [route: string]: (sent: AsyncIterable<Uint8Array>, query: URLSearchParams) => Promise<object>;
}

export interface AdminSocket {
  /** Takes the socket away. */
  close(): Promise<void>;
}

/**
 * Lets the user whose host this is reach it from the same machine: HTTP over a socket that nobody else may open, with answers in JSON.
 * One that a killed host has left is replaced.
 *
 * @throws {@link CliError} `no-admin-socket`
 */
export const listenOnAdminSocket = async (
  path: string,
  operations: AdminOperations,
  streams: AdminStreams = {},
): Promise<AdminSocket> => {
  await removeStale(path);
  const answering = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answered = answer(request, response, { operations, streams }).finally(() =>
      answering.delete(answered),
    );
    answering.add(answered);
  });
  try {
    await listen(server, path);
  } catch (error) {
    throw new CliError('no-admin-socket', `${path}: ${error instanceof Error ? error.message : error}`);
  }
  // Not what keeps a host alive.
  server.unref();
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // What was asked for is answered, also where it is why this closes.
      await Promise.allSettled(answering);
      server.closeAllConnections();
      await closed;
    },
  };
};

/** The socket is made while only its user may open it: between making it and changing it somebody else could. */
const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177);
    try {
      // Bound at once; only what follows is told later.
      server.listen(path, () => {
        if (process.platform !== 'win32') chmodSync(path, 0o600);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });

const removeStale = async (path: string): Promise<void> => {
  const found = process.platform === 'win32' ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new CliError('no-admin-socket', `${path} is there, and no socket`);
  if (await isAnswered(path)) throw new CliError('no-admin-socket', `another host listens on ${path}`);
  rmSync(path, { force: true });
};

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { operations, streams }: { readonly operations: AdminOperations; readonly streams: AdminStreams },
): Promise<void> => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://socket');
  const route = `${request.method} ${pathname}`;
  const operation = Object.hasOwn(operations, route) ? operations[route] : undefined;
  const stream = Object.hasOwn(streams, route) ? streams[route] : undefined;
  const send = async (status: number, body: object): Promise<void> => {
    const sent = once(response, 'close');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    await sent;
  };
  try {
    // Not ended with who reads it: what was refused early is answered, and the rest of it thrown away.
    if (stream !== undefined)
      return await send(200, await stream(request.iterator({ destroyOnReturn: false }), searchParams));
    if (operation === undefined)
      return await send(404, { code: 'not-found', message: `there is no ${route}` });
    const said = await bodyOf(request);
    if (said === undefined) {
      response.setHeader('connection', 'close');
      return await send(413, {
        code: 'body-too-large',
        message: `a question has at most ${mostBytes} bytes`,
      });
    }
    const { value, isJson } = parsed(said);
    if (!isJson) return await send(400, { code: 'malformed-json', message: 'the question is no JSON' });
    await send(200, await operation(value));
  } catch (error) {
    // Whoever has gone hears no answer.
    if (!response.destroyed) await send(500, sentError(error));
  }
};

/** As many as the host itself takes at most of one command, and some for who gives it. */
const mostBytes = 65 * 1024 * 1024;

/** Undefined for what is too long; the rest of it is not kept. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // A request without an encoding gives bytes; Node types them as any.
  for await (const piece of request as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes <= mostBytes) pieces.push(piece);
  }
  return bytes > mostBytes ? undefined : Buffer.concat(pieces).toString('utf8');
};

const parsed = (said: string): { readonly value?: unknown; readonly isJson: boolean } => {
  if (said === '') return { isJson: true };
  try {
    return { value: JSON.parse(said), isJson: true };
  } catch {
    return { isJson: false };
  }
};
