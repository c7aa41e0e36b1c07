import { generateKeyPairSync } from 'node:crypto';
import { base64url, exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { type TestIssuer, testKey, testToken } from '../support/test-issuer.ts';

import { citizens, keys, openHost, seconds, staff, start } from '../support/two-issuers.ts';

describe('the keys of an issuer', () => {
  it('are asked for once, whatever comes at once', async () => {
    const { national, isTaken, token } = await openHost();
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => token({ sub: `s-${index}` })));
    expect(await Promise.all(tokens.map(isTaken))).toEqual(tokens.map(() => true));
    expect(national.asked).toBe(1);
  });

  it('are asked for again for a new one, at most each 30 seconds, whatever keys tokens name', async () => {
    const { national, isTaken, refusal, time, token } = await openHost();
    expect(await isTaken(await token())).toBe(true);
    for (let index = 0; index < 50; index++) await refusal(await token({}, { kid: `x-${index}` }));
    expect(national.asked).toBe(1);
    time.now += 30_000;
    national.keys = [keys.citizens.publicJwk, keys.next.publicJwk];
    const byNext = await testToken({ key: keys.next, issuer: citizens, now: seconds(time.now) });
    expect(await isTaken(byNext)).toBe(true);
    expect(national.asked).toBe(2);
    for (let index = 0; index < 50; index++) await refusal(await token({}, { kid: `y-${index}` }));
    expect(national.asked).toBe(2);
  });

  it('take what they signed with them when they leave, also what was found valid before', async () => {
    const { national, isTaken, refusal, time, token } = await openHost();
    const given = await token({ exp: seconds(start) + 3_600 });
    expect(await isTaken(given)).toBe(true);
    // Another key under the same name.
    const other = await testKey('c-1');
    national.keys = [keys.next.publicJwk, other.publicJwk];
    time.now += 600_000;
    expect(await refusal(given)).toBe('401 unauthenticated: its issuer has not signed the token');
    national.keys = [keys.citizens.publicJwk];
    time.now += 600_000;
    expect(await isTaken(given)).toBe(true);
  });

  it('are kept for a day while the issuer is away; tokens by keys that are not known wait for it', async () => {
    const { national, ask, isTaken, refusal, time, told, token } = await openHost();
    const hour = 3_600_000;
    const known = await token({ exp: seconds(start) + 90_000 });
    expect(await isTaken(known)).toBe(true);
    national.isDown = true;
    time.now += 23 * hour;
    expect(await isTaken(known)).toBe(true);
    expect(await isTaken(await token())).toBe(true);
    expect(told).toEqual([`${citizens}: fetch failed`]);
    time.now += 30_000;
    const unknown = await ask(await testToken({ key: keys.next, issuer: citizens, now: seconds(time.now) }));
    expect(unknown).toMatchObject({
      status: 503,
      code: 'issuer-unavailable',
      headers: { 'retry-after': '30' },
    });
    time.now += hour;
    expect(await refusal(known)).toMatch(/^503 issuer-unavailable/);
    national.isDown = false;
    time.now += 30_000;
    expect(await isTaken(known)).toBe(true);
    expect(told.at(-1)).toBe(`${citizens}: again`);
  });

  it('that cannot be used are none of its keys, and keep nobody from the others', async () => {
    const { national, isTaken, refusal, token } = await openHost();
    const short = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' });
    const long = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' });
    const { d: _, ...elliptic } = keys.next.publicJwk;
    const unusable: readonly unknown[] = [
      short,
      { ...short, alg: 'PS256' },
      { ...long, n: undefined },
      { ...long, n: '+/' },
      { ...long, n: 7 },
      { kty: 'RSA', x5c: ['zz'] },
      { ...elliptic, x: 'AAAA' },
      { ...elliptic, crv: 'P-1' },
      { ...elliptic, alg: 'ES512' },
      { ...elliptic, key_ops: 'verify' },
      { ...(await exportJWK(keys.next.privateKey)), alg: 'ES256' },
      { kty: 'oct', k: 'AAAA', alg: 'HS256' },
      { kty: 'Lattice' },
      { kty: 1 },
      {},
    ];
    const named = unusable.map((key, index) => ({ ...(key as object), kid: `u-${index}` }));
    national.keys = [null, 'key', ...named, keys.citizens.publicJwk] as TestIssuer['keys'];
    expect(await isTaken(await token())).toBe(true);
    for (const { kid } of named)
      for (const alg of ['RS256', 'PS512', 'ES256', 'ES512', 'EdDSA']) {
        const header = base64url.encode(JSON.stringify({ alg, typ: 'at+jwt', kid }));
        const [, payload = '', signature = ''] = (await token()).split('.');
        expect([kid, alg, await refusal(`${header}.${payload}.${signature}`)]).toEqual([
          kid,
          alg,
          '401 unauthenticated: its issuer has no such key',
        ]);
      }
  });

  it('that go by one name are each tried', async () => {
    const host = await openHost();
    const { kid } = keys.citizens;
    const [other, third] = [keys.next, keys.staff];
    host.national.keys = [{ ...other.publicJwk, kid }, keys.citizens.publicJwk];
    expect(await host.isTaken(await host.token())).toBe(true);
    const foreign = await testToken({
      key: { ...third, kid },
      issuer: citizens,
      now: seconds(start),
    });
    expect(await host.refusal(foreign)).toBe('401 unauthenticated: its issuer has not signed the token');
    const expired = await host.token({ exp: seconds(start) - 60 });
    expect(await host.refusal(expired)).toBe('401 unauthenticated: the token has expired');
  });

  it('that were never had make no token invalid', async () => {
    const { national, ofStaff, refusal, staffToken, time, token, isTaken } = await openHost();
    national.isDown = true;
    expect(await refusal(await token())).toMatch(/^503 issuer-unavailable/);
    // Not the others'.
    expect(await isTaken(await staffToken({ scope: 'audit' }))).toBe(true);
    expect(ofStaff.asked).toBe(1);
    national.isDown = false;
    time.now += 30_000;
    expect(await isTaken(await token())).toBe(true);
  });

  it.each([
    ['that are no set', () => Response.json({ keys: 'none' })],
    [
      'of a document about somebody else',
      () => Response.json({ issuer: staff, jwks_uri: `${citizens}/jwks` }),
    ],
    [
      'that are elsewhere without TLS',
      () => Response.json({ issuer: citizens, jwks_uri: 'http://169.254.169.254/' }),
    ],
    ['with an error', () => new Response('{}', { status: 500 })],
    ['of an endless answer', () => new Response('x'.repeat(600_000))],
    ['in no JSON', () => new Response('<html>')],
  ])('%s are none', async (_, answer) => {
    const asked: string[] = [];
    const { refusal, token } = await openHost({
      fetch: async (url) => {
        asked.push(url);
        return answer();
      },
    });
    expect(await refusal(await token())).toMatch(/^503 issuer-unavailable/);
    expect(asked).toEqual([`${citizens}/.well-known/openid-configuration`]);
  });
});
