import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  authority,
  secure,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '@phananh/eventstoredb-test-server';
import { newEvent } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';

const newFile = temporaryFiles();

const started = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};

const timing = { firstPause: 1, longestPause: 5, attempts: 3 };

/** Where the log ends, by a store that is opened for it. */
const asked = async (connectionString: string) => {
  const store = eventStoreDbEventStore({ connectionString, timing });
  onTestFinished(() => store.close());
  return store.lastPosition();
};

const trusting = `tlsCAFile=${encodeURIComponent(authority)}`;

describe.each([
  ['alone', 'esdb'],
  ['by discovery', 'esdb+discover'],
])('what is wrong with a server is told, %s', (_, scheme) => {
  it('tls=false to one that uses TLS', async () => {
    const { port } = await started({ credentials: secure() });
    await expect(asked(`${scheme}://localhost:${port}?tls=false`)).rejects.toMatchObject({
      code: 'store-untrusted',
      message: expect.stringContaining(`localhost:${port} uses TLS, and tls=false was said`),
    });
  });

  it('tls=false to one that uses TLS, of an append before anything else', async () => {
    const { port } = await started({ credentials: secure() });
    const connectionString = `${scheme}://localhost:${port}?tls=false`;
    const store = eventStoreDbEventStore({ connectionString, timing });
    onTestFinished(() => store.close());
    const append = store.append('s', [newEvent()], { expectedRevision: 'no-stream' });
    await expect(append).rejects.toMatchObject({ code: 'store-untrusted' });
  });

  it('TLS to one that does not use it', async () => {
    const { port } = await started();
    await expect(asked(`${scheme}://localhost:${port}`)).rejects.toMatchObject({
      code: 'store-untrusted',
      message: expect.stringMatching(/wrong version number\.?$/),
    });
  });

  it('an authority that is not known', async () => {
    const { port } = await started({ credentials: secure() });
    await expect(asked(`${scheme}://localhost:${port}`)).rejects.toMatchObject({
      code: 'store-untrusted',
      message: expect.stringContaining('self-signed certificate'),
    });
  });

  it('a name that does not resolve', async () => {
    await expect(asked(`${scheme}://db.invalid:2113?tls=false`)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('Name resolution failed for target dns:db.invalid:2113'),
    });
  });

  it('nobody there', async () => {
    await expect(asked(`${scheme}://127.0.0.1:1?tls=false`)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/connect ECONNREFUSED 127\.0\.0\.1:1\b/),
    });
  });
});

describe('a node that gossip names and that cannot be used is named with its cause', () => {
  const seedThatNames = (host: string, port: number) =>
    started({
      credentials: secure(),
      members: () => [{ host, port, state: 'leader', isAlive: true }],
    });

  it('when its certificate is of another address', async () => {
    const node = await started({ credentials: secure() });
    const { port } = await seedThatNames('::ffff:127.0.0.1', node.port);
    await expect(asked(`esdb+discover://localhost:${port}?${trusting}`)).rejects.toMatchObject({
      code: 'store-untrusted',
      message: expect.stringMatching(/\[::ffff:127\.0\.0\.1\]:\d+: .*altnames/),
    });
  });

  it('when its name does not resolve', async () => {
    const { port } = await seedThatNames('node-1.invalid', 2113);
    await expect(asked(`esdb+discover://localhost:${port}?${trusting}`)).rejects.toMatchObject({
      code: 'store-unavailable',
      details: { reason: 'no-node' },
      message: expect.stringMatching(/node-1\.invalid:2113: .*Name resolution failed/),
    });
  });
});

describe('a file that cannot be used is named at once', () => {
  const fileWith = (contents: string | Uint8Array): string => {
    const file = newFile();
    writeFileSync(file, contents);
    return file;
  };
  const pem = readFileSync(authority);
  const otherKey = () =>
    generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;

  it.each<[string, string, () => string]>([
    ['tlsCAFile', 'is no certificate', () => fileWith('no certificate')],
    ['tlsCAFile', 'is half a certificate', () => fileWith(pem.subarray(0, 300))],
    ['tlsCAFile', 'is in DER, which TLS passes over', () => fileWith(new X509Certificate(pem).raw)],
    ['tlsCAFile', 'is not there', newFile],
    ['userKeyFile', 'is no key', () => fileWith('no key')],
    ['userKeyFile', 'is the key of another certificate', () => fileWith(otherKey())],
  ])('%s that %s', (option, _, make) => {
    const file = make();
    const pair = option === 'userKeyFile' ? `&userCertFile=${encodeURIComponent(authority)}` : '';
    const connectionString = `esdb://localhost?${option}=${encodeURIComponent(file)}${pair}`;
    expect(() => eventStoreDbEventStore({ connectionString })).toThrow(
      expect.objectContaining({
        code: 'invalid-connection-string',
        message: expect.stringContaining(`${option} names ${file}`),
      }),
    );
  });
});
