import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { inputs } from '../contenders/inputs.ts';
import { answers } from './answers.ts';

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
