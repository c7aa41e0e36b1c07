import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { auth } from '../config/sections/auth.ts';
import { checkIssuers } from './issuers.ts';

it('finds the issuers that are reached, have keys of use, have none, and are not there', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const good = { ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256' };
  const keysOf: Record<string, object> = {
    good: { keys: [good, { kid: 'q' }] },
    none: { keys: [{ kid: 'q' }] },
  };
  const server = createServer((request, response) => {
    const [, name = '', ...path] = (request.url ?? '').split('/');
    const issuer = `${base}/${name}`;
    const said = path.join('/') === 'jwks' ? keysOf[name] : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(keysOf[name] === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuers = ['good', 'none', 'gone'].map((name) => ({
    issuer: `${base}/${name}`,
    audience: 'a',
    actors: [{ kind: 'citizen' }],
  }));
  expect(await checkIssuers(auth.parse({ issuers }))).toMatchObject([
    { state: 'good', found: '1 of its keys can be used' },
    { state: 'bad', found: 'none of its keys can be used' },
    { state: 'bad', found: expect.stringContaining('answers 404') },
  ]);
  expect(await checkIssuers(auth.parse({}))).toEqual([]);
});
