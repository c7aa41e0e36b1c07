import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { inputs } from '../contenders/inputs.ts';

/**
 * Submits reports over so many connections, each waiting for its answer, and prints what came of it. Written on plain
 * sockets: on a machine with two cores, whatever the client spends is taken from the host.
 *
 * `node http-load.ts <url> <connections> <milliseconds> [--tokens <file>] [--citizens-from <number>] [--contact]`: the file has the tokens that
 * are shown in turn, as JSON; without it they are development tokens of a thousand citizens, or with `--citizens-from` of a new citizen
 * each. With `--contact` a report has what its citizen is called and the telephone number.
 */

export interface HttpLoaded {
  readonly commands: number;
  readonly seconds: number;
  readonly failed: number;
  readonly firstError: string | null;
}

interface Caller {
  readonly token: string;
  readonly contact?: { readonly name: string; readonly phone: string };
}

const contactOf = (number: number) => ({
  name: 'Nguyễn Thị Hoa',
  phone: `+8490${String(number % 10_000_000).padStart(7, '0')}`,
});

const requestOf = (host: string, number: number, { token, contact }: Caller): string => {
  const text = `${inputs.submit.text} (${number})`;
  const body = JSON.stringify({ ...inputs.submit, text, ...(contact && { contact }) });
  return [
    'POST /v1/reports HTTP/1.1',
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    `idempotency-key: "${crypto.randomUUID()}"`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
};

/** Reads answers that say how long they are, as the host's do. */
const answers = (socket: Socket): (() => Promise<{ readonly status: number; readonly text: string }>) => {
  let received = '';
  let awake = () => {};
  let broken: Error | undefined;
  // One character a byte, so that lengths are those of the header.
  socket.setEncoding('latin1');
  socket.on('data', (text) => {
    received += text;
    awake();
  });
  const end = (error?: unknown) => {
    broken ??= error instanceof Error ? error : new Error('the connection was closed');
    awake();
  };
  socket.on('error', end);
  socket.on('close', () => end());
  const take = () => {
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return undefined;
    const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, head))?.[1];
    const whole = head + 4 + Number(length ?? 0);
    if (received.length < whole) return undefined;
    const answer = { status: Number(received.slice(9, 12)), text: received.slice(0, whole) };
    received = received.slice(whole);
    return answer;
  };
  return async () => {
    for (;;) {
      const answer = take();
      if (answer !== undefined) return answer;
      if (broken !== undefined) throw broken;
      await new Promise<void>((resolve) => {
        awake = resolve;
      });
    }
  };
};

const load = async (
  url: URL,
  connections: number,
  milliseconds: number,
  callerOf: (number: number) => Caller,
): Promise<HttpLoaded> => {
  let [commands, failed, number] = [0, 0, 0];
  let firstError: string | null = null;
  const start = performance.now();
  const run = async () => {
    const socket = connect(Number(url.port), url.hostname);
    socket.setNoDelay();
    await once(socket, 'connect');
    const next = answers(socket);
    while (performance.now() - start < milliseconds) {
      number += 1;
      socket.write(requestOf(url.host, number, callerOf(number)));
      const { status, text } = await next();
      if (status === 201) {
        commands += 1;
      } else {
        failed += 1;
        firstError ??= text.slice(0, 300);
      }
    }
    socket.end();
  };
  const outcomes = await Promise.allSettled(Array.from({ length: connections }, run));
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    failed += 1;
    firstError ??= String(outcome.reason);
  }
  return { commands, seconds: (performance.now() - start) / 1000, failed, firstError };
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tokens: { type: 'string' },
    'citizens-from': { type: 'string' },
    contact: { type: 'boolean', default: false },
  },
});

const tokenOf = ((): ((number: number) => string) => {
  const from = values['citizens-from'];
  if (from !== undefined) return (number) => `dev:citizen:n-${Number(from) + number}`;
  if (values.tokens === undefined) return (number) => `dev:citizen:c-${number % 1000}`;
  const tokens: readonly string[] = JSON.parse(readFileSync(values.tokens, 'utf8'));
  return (number) => tokens[number % tokens.length] ?? '';
})();

const [url = '', connections = '', milliseconds = ''] = positionals;
const loaded = await load(new URL(url), Number(connections), Number(milliseconds), (number) => ({
  token: tokenOf(number),
  ...(values.contact && { contact: contactOf(number) }),
}));
process.stdout.write(JSON.stringify(loaded));
