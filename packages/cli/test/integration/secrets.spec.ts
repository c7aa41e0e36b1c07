import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { huePolicy } from '@phananh/core';
import { StoreUnavailable } from '@phananh/core/engine';
import { memoryEventStore } from '@phananh/core/testing';
import { authority, secure } from '@phananh/eventstoredb-test-server';
import { createHost, developmentAuth } from '@phananh/http';
import {
  checkStoreFile,
  lockReadModels,
  readModels,
  runReports,
  sqliteEventStore,
  threadedReadModels,
} from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram, run } from '../../src/index.ts';
import { openHost } from '../../src/store/open-host.ts';
import { openForReading } from '../../src/store/open-store.ts';
import { parseStoreAddress } from '../../src/store/store-address.ts';
import { bostonMap } from '../support/boston.ts';
import { startedServer } from '../support/event-store-db.ts';

/** Passwords with anything in them. What is looked for are their parts, which nothing else has in it. */
const part = fc.stringMatching(/^Q[A-Z0-9]{9}$/);
const between = fc.constantFrom(
  ...['', '@', ':', '/', '?', '#', ' ', '%', '%40', '&', '=', ',', '+', '\\', '"', "'", 'ệ', '//', '://'],
);
const password = fc.array(fc.tuple(part, between), { minLength: 1, maxLength: 4 }).map((parts) => ({
  parts: parts.map(([one]) => one),
  text: parts.flatMap(([one, join_], at) => (at === parts.length - 1 ? [one] : [one, join_])).join(''),
}));
const written = fc.constantFrom(
  (secret: string) => secret,
  (secret: string) => encodeURIComponent(secret),
);
/** Addresses that no store opens, whatever the password is. */
const mistaken = fc.constantFrom<(secret: string) => string>(
  (secret) => `esdb://:${secret}@host`,
  (secret) => `esdb://${secret}@h:port`,
  (secret) => `esdb://admin:x@${secret}@host`,
  (secret) => `kurrentdb://admin:${secret}@h:port`,
  (secret) => `esdb://admin:${secret}@h?tls=maybe`,
  (secret) => `esdb+discover://admin:${secret.replaceAll('@', '')}`,
  (secret) => `postgres://u:${secret}@h/db`,
  (secret) => `esdb:/admin:${secret}@host`,
  (secret) => `esdb//admin:${secret}@host`,
  (secret) => `sqlite:esdb://admin:${secret}@host`,
  (secret) => `sqlite://admin:${secret}@host`,
  (secret) => `admin:${secret}@host:2113`,
);
const words = fc.constantFrom<(address: string) => readonly string[]>(
  ...['doctor', 'sla', 'rebuild', 'parked', 'signals', 'export'].map((command) => (address: string) => [
    command,
    '--store',
    address,
  ]),
  (address) => ['doctor', '--json', `--store=${address}`],
  (address) => ['serve', '--port', '0', '--store', address],
  (address) => ['serve', '--port', '0', `--stor=${address}`],
  (address) => ['serve', '--host', address],
  (address) => ['serve', '--port', address],
  (address) => ['serve', address],
  (address) => [address],
  (address) => ['copy', '--from', address, '--to', 'sqlite:/nowhere/at/all.db'],
  (address) => ['copy', '--from', 'sqlite:/nowhere/at/all.db', '--to', address],
  (address) => ['history', '01a2136d-c611-71e2-83bd-18adfc1f0984', '--store', address],
  (address) => ['sla', '--store', 'sqlite:/nowhere/at/all.db', '--read-models', address],
);

/** An address that was not in quotes: its first word, and what the shell made of the rest. */
const inWords = fc
  .tuple(
    fc.constantFrom('esdb://admin:', 'kurrentdb://admin:', 'esdb+discover://admin:', 'esdb:admin:', 'admin:'),
    part,
    fc.array(fc.tuple(fc.constantFrom('', '-', '--', '--no-', '--port=', '--stor='), part), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.constantFrom('', '@127.0.0.1:1', '@h'),
  )
  .map(([beginning, first, others, end]) => ({
    parts: [first, ...others.map(([, one]) => one)],
    before: `${beginning}${first}${beginning === 'admin:' ? '@' : ''}`,
    rest: others.map(([dashes, one], at) => `${dashes}${one}${at === others.length - 1 ? end : ''}`),
  }));
const unquoted = fc.constantFrom<(address: string) => readonly string[]>(
  (address) => ['serve', '--store', address],
  (address) => ['doctor', `--store=${address}`],
  (address) => ['copy', '--to', 'sqlite:/nowhere/at/all.db', '--from', address],
  (address) => ['copy', '--from', 'sqlite:/nowhere/at/all.db', '--to', address],
  (address) => ['sla', '--read-models', address],
  (address) => ['calendar', 'check', 'a.json', address],
  (address) => ['import', '--map', bostonMap, '--store', address],
  (address) => ['history', '--store', address],
  (address) => [address],
);

let directory = '';
let output = '';
const directoryBefore = process.cwd();
beforeEach(() => {
  directory = inTemporaryDirectory();
  process.chdir(directory);
  output = '';
  const keep = (text: string | Uint8Array): boolean => {
    output += typeof text === 'string' ? text : new TextDecoder().decode(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation(
      (...args) => void keep(args.map((arg) => inspect(arg)).join(' ')),
    );
  // With stacks.
  vi.stubEnv('PHANANH_DEBUG', '1');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.chdir(directoryBefore);
  process.exitCode = 0;
});

/** Runs a command in this process; gives its exit code and everything that it said. */
const ran = async (args: readonly string[]) => {
  output = '';
  process.exitCode = 0;
  const code = await run(createProgram(), args);
  return { code, output };
};

const expectNone = (parts: readonly string[], text: string): void => {
  for (const one of parts) expect(text).not.toContain(one);
};

describe('no part of a password is said', () => {
  it('by any command that was given an address that is none', async () => {
    await fc.assert(
      fc.asyncProperty(password, written, mistaken, words, async ({ parts, text }, write, address, args) => {
        const given = args(address(write(text)));
        const said = await ran(given);
        expect(said.code, said.output).not.toBe(0);
        expectNone(parts, said.output);
        // Files are named after servers.
        expectNone(parts, readdirSync(directory, { recursive: true }).join('\n'));
      }),
      { numRuns: 300 },
    );
  });

  it('by a command whose address falls into several words, which may look like options', async () => {
    await fc.assert(
      fc.asyncProperty(inWords, unquoted, async ({ parts, before, rest }, called) => {
        const said = await ran([...called(before), ...rest]);
        expect(said.code, said.output).not.toBe(0);
        expectNone(parts, said.output);
        expectNone(parts, readdirSync(directory, { recursive: true }).join('\n'));
      }),
      { numRuns: 300 },
    );
  });

  it('but names of options, and what stands before an address, are', async () => {
    const address = 'esdb://admin:Q7A';
    expect((await ran(['serve', '--prot', '--store', address, 'Q8B'])).output).toContain(
      "unknown option '--prot'",
    );
    expect((await ran(['import', 'a.csv', '--store', address, '--map'])).output).toContain(
      "option '--map <file>' argument missing",
    );
    expect((await ran(['sla', '--store', 'esdb://host', '--grup-by', 'month'])).output).toContain(
      "unknown option '--grup-by'",
    );
    expect((await ran(['sla', '--store', 'esdb://admin:77', '--Q8B', 'Q9C@host'])).output).toContain(
      'stands in quotes',
    );
    const port = await ran(['serve', '--store', 'esdb://host', '--port', 'Q8B']);
    expect(port.output).toMatch(/option '--port <\w+>' argument '…' is invalid\. /);
    expect((await ran(['serve', '--store', address, '--', '--Q8B'])).output).toContain('stands in quotes');
    expect((await ran(['calendar', 'check', 'a', `${address}@host`])).output).not.toContain('Q7A');
  });

  it('by an address that comes from the environment', async () => {
    await fc.assert(
      fc.asyncProperty(password, written, mistaken, async ({ parts, text }, write, address) => {
        // An environment has no character 0, and what the address is does not matter here.
        vi.stubEnv('PHANANH_STORE', address(write(text)));
        const said = await ran(['doctor']);
        expect(said.code, said.output).not.toBe(0);
        expectNone(parts, said.output);
      }),
      { numRuns: 50 },
    );
  });

  it('in an error of opening a store: message, details, cause and stack', async () => {
    await fc.assert(
      fc.asyncProperty(password, written, mistaken, async ({ parts, text }, write, address) => {
        const opening = (async () => openForReading({ store: parseStoreAddress(address(write(text))) }))();
        const error = await opening.then(
          () => undefined,
          (failure: unknown) => failure,
        );
        expect(error).toBeInstanceOf(Error);
        expectNone(parts, inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
      }),
      { numRuns: 200 },
    );
  });

  it('by a package that is given the address of a server for a file, nor made a file or a folder of', async () => {
    const policy = huePolicy;
    await fc.assert(
      fc.asyncProperty(
        password,
        fc.constantFrom<(address: string) => unknown>(
          (address) => sqliteEventStore(address),
          (address) => sqliteEventStore(address, { readonly: true }),
          (address) => sqliteEventStore('a.db', { readModels: address }),
          (address) => checkStoreFile(address),
          (address) => runReports({ file: address, policy }),
          (address) => runReports({ file: 'a.db', readModels: address, policy }),
          (address) => runReports({ store: memoryEventStore(), readModels: address, policy }),
          (address) => readModels(address),
          (address) => lockReadModels(address),
          (address) =>
            threadedReadModels(address, { store: memoryEventStore(), log: { module: 'none', address: '' } }),
        ),
        async ({ parts, text }, open) => {
          const error = await (async () => open(`esdb://admin:${text}@host`))().catch(
            (cause: unknown) => cause,
          );
          expect(error).toMatchObject({ code: 'invalid-connection-string' });
          expectNone(parts, inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
          expect(readdirSync(directory)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('in the details of an error', () => {
    fc.assert(
      fc.property(password, written, mistaken, ({ parts, text }, write, address) => {
        const path = address(write(text));
        const { details } = new StoreUnavailable('x', {
          path: `esdb://a:b@c ${path}`,
          in: [{ at: [`file esdb://${path}`] }],
        });
        expectNone(parts, JSON.stringify(details));
      }),
    );
    const plain = { pointer: '/a', at: [1, null, { url: 'https://example.org/a?b=c' }] };
    expect(new StoreUnavailable('x', plain).details).toEqual(plain);
  });

  it('by commands that a server refuses', async () => {
    const server = await startedServer({
      credentials: secure(),
      user: { name: 'phananh', password: 'other' },
    });
    await fc.assert(
      fc.asyncProperty(password, async ({ parts, text }) => {
        const address = `esdb://phananh:${encodeURIComponent(text)}@localhost:${server.port}?tlsCAFile=${encodeURIComponent(authority)}`;
        for (const args of [
          ['doctor', '--store', address],
          ['sla', '--store', address],
          ['copy', '--from', address, '--to', `sqlite:${join(directory, 'copy.db')}`],
        ]) {
          const said = await ran(args);
          expect(said.code, said.output).toBe(1);
          expect(said.output).toContain('store-access-denied');
          expectNone(parts, said.output);
        }
      }),
      { numRuns: 3 },
    );
  }, 60_000);

  it('by a host that waits for its server, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(
        password,
        fc.constantFrom('esdb', 'esdb+discover'),
        async ({ parts, text }, scheme) => {
          const address = `${scheme}://phananh:${encodeURIComponent(text)}@127.0.0.1:1?tls=false`;
          const said = await ran(['serve', '--port', '0', '--store', address]);
          expect(said.code).toBe(1);
          expect(said.output).toMatch(/^Waiting for the event store at .* \(\d+ s\): .*ECONNREFUSED/);
          expectNone(parts, said.output);
        },
      ),
      { numRuns: 2 },
    );
  }, 60_000);

  it('by a host that its store lets in no more than anybody else, in what it logs, answers and measures', async () => {
    const server = await startedServer({
      credentials: secure(),
      user: { name: 'phananh', password: 'other' },
    });
    await fc.assert(
      fc.asyncProperty(password, fc.boolean(), async ({ parts, text }, trusted) => {
        const certificate = trusted ? `?tlsCAFile=${encodeURIComponent(authority)}` : '';
        const address = `esdb://phananh:${encodeURIComponent(text)}@localhost:${server.port}${certificate}`;
        output = '';
        let logged = '';
        const destination = {
          write: (line: string) => {
            logged += line;
          },
        };
        const told: unknown[] = [];
        const tell = (failure: unknown) => told.push(failure);
        const place = { store: parseStoreAddress(address), readModels: join(directory, 'host.read.db') };
        const running = await openHost(place, { onError: tell, onSubscriptionDropped: tell });
        const log = { level: 'debug', destination } as const;
        const { app, close } = await createHost({ ...running, authenticate: developmentAuth(), log });
        const headers = { authorization: 'Bearer dev:citizen:c-17' };
        const answers = await Promise.all(
          ['/readyz', '/metrics', '/v1/reports', '/healthz'].map((url) => app.inject({ url, headers })),
        );
        const code = trusted ? 'store-access-denied' : 'store-untrusted';
        expect(answers[0]?.json()).toMatchObject({ checks: [code] });
        expect(told).not.toEqual([]);
        await close();
        const everything = [output, logged, inspect(told, { depth: 20, showHidden: true })];
        expectNone(parts, [...everything, ...answers.map(({ body }) => body)].join('\n'));
      }),
      { numRuns: 2 },
    );
  }, 60_000);

  it('by a host in what it logs, answers and measures, while its server is there and when it is gone', async () => {
    const text = 'Q7A@Q8B:Q9C/ ệ%?';
    const parts = ['Q7A', 'Q8B', 'Q9C'];
    const user = { name: 'phananh', password: text };
    const server = await startedServer({ credentials: secure(), user });
    const address = `esdb://phananh:${encodeURIComponent(text)}@localhost:${server.port}?tlsCAFile=${encodeURIComponent(authority)}`;
    const place = { store: parseStoreAddress(address), readModels: join(directory, 'host.read.db') };
    const failures: unknown[] = [];
    const dropped = Promise.withResolvers<void>();
    const running = await openHost(place, {
      onError: (failure) => failures.push(failure),
      onSubscriptionDropped: (drop) => {
        failures.push(drop);
        dropped.resolve();
      },
    });
    let logged = '';
    const destination = {
      write: (line: string) => {
        logged += line;
      },
    };
    const log = { level: 'debug', destination } as const;
    const { app, close } = await createHost({ ...running, authenticate: developmentAuth(), log });
    const headers = { authorization: 'Bearer dev:citizen:c-17' };
    const payload = { text: 'Đèn hỏng', location: { lat: 16.4, lng: 107.5 }, channel: 'app' };
    const answered: string[] = [];
    const ask = async () => {
      const asked = ['/readyz', '/metrics', '/v1/reports'].map((url) => app.inject({ url, headers }));
      const given = app.inject({ method: 'POST', url: '/v1/reports', headers, payload });
      for (const { body } of await Promise.all([...asked, given])) answered.push(body);
    };
    await ask();
    expect(JSON.parse(answered[0] ?? '').status).toBe('ready');
    await server.stop();
    await dropped.promise;
    await ask();
    for (const failure of failures) {
      const { error } = failure as { readonly error: Error };
      app.log.error({ err: error }, `the log is not followed: ${error.message}`);
    }
    await close();
    expect(logged).toContain('request failed');
    const everything = [output, logged, ...answered, inspect(failures, { depth: 20, showHidden: true })];
    expectNone(parts, everything.join('\n'));
  }, 60_000);
});
