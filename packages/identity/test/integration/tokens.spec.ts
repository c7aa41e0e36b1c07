import { createHmac, createPublicKey } from 'node:crypto';
import { createReports, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { developmentAuth, oneOf, phananh } from '@phananh/http';
import { fastify } from 'fastify';
import { base64url, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { actorIds } from '../../src/index.ts';
import { type OidcAuthOptions, oidcAuth } from '../../src/oidc/index.ts';
import { testKey } from '../support/test-issuer.ts';

import { audience, citizens, keys, openHost, seconds, staff, start } from '../support/two-issuers.ts';

describe('an access token', () => {
  it('is taken from its issuer, for this host, while it holds', async () => {
    const { isTaken, token, time, refusal } = await openHost();
    const given = await token();
    expect(await isTaken(given)).toBe(true);
    time.now += 329_000;
    expect(await isTaken(given)).toBe(true);
    time.now += 1_000;
    expect(await refusal(given)).toBe('401 unauthenticated: the token has expired');
  });

  it.each([
    ['expired', { exp: seconds(start) - 31 }, 'the token has expired'],
    ['not valid yet', { nbf: seconds(start) + 31 }, 'the token is not valid yet'],
    ['for another audience', { aud: 'https://other.example' }, 'the token is for another audience'],
    ['for another one of several', { aud: ['a', 'b'] }, 'the token is for another audience'],
    ['for nobody', { aud: undefined }, 'the token is for another audience'],
    ['without an end', { exp: undefined }, 'the claim exp of the token is not as it should be'],
    ['without a subject', { sub: undefined }, 'the claim sub of the token is not as it should be'],
    ['with an empty subject', { sub: '' }, 'the token says of nobody that it is theirs'],
    [
      'of an unknown issuer',
      { iss: 'https://evil.example' },
      'the token is of an issuer that nobody here knows',
    ],
    [
      'of an issuer with a slash more',
      { iss: `${citizens}/` },
      'the token is of an issuer that nobody here knows',
    ],
    ['of no issuer', { iss: undefined }, 'the token is of an issuer that nobody here knows'],
    // The key is of the one, the name of the other.
    ['signed by another issuer that is believed', { iss: staff }, 'its issuer has no such key'],
  ])('%s is refused', async (_, claims, detail) => {
    const { refusal, token } = await openHost();
    expect(await refusal(await token(claims))).toBe(`401 unauthenticated: ${detail}`);
  });

  it.each([
    ['an identity token', { typ: 'JWT' }, 'the token is not an access token'],
    ['a token of no type', { typ: undefined }, 'the token is not an access token'],
    ['a logout token', { typ: 'logout+jwt' }, 'the token is not an access token'],
    ['a token by a key that nobody has', { kid: 'c-9' }, 'its issuer has no such key'],
  ])('%s is refused', async (_, header, detail) => {
    const { refusal, token } = await openHost();
    expect(await refusal(await token({}, header))).toBe(`401 unauthenticated: ${detail}`);
  });

  it('is taken within the difference that clocks may have', async () => {
    const { isTaken, token } = await openHost();
    expect(await isTaken(await token({ nbf: seconds(start) + 30, exp: seconds(start) - 29 }))).toBe(true);
  });

  it('without a signature is refused', async () => {
    const { refusal, token } = await openHost();
    const [, payload = ''] = (await token()).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = base64url.encode(JSON.stringify({ alg, typ: 'at+jwt', kid: 'c-1' }));
      expect(await refusal(`${header}.${payload}.`)).toMatch(/^401 unauthenticated: /);
      expect(await refusal(`${header}.${payload}.${base64url.encode('x')}`)).toMatch(
        /^401 unauthenticated: /,
      );
    }
  });

  it('by a public key as a shared secret is refused', async () => {
    const { refusal, token } = await openHost();
    const [, payload = ''] = (await token()).split('.');
    const pem = createPublicKey({ key: { ...keys.citizens.publicJwk }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    for (const secret of [pem, JSON.stringify(keys.citizens.publicJwk), keys.citizens.publicJwk.x ?? '']) {
      const header = base64url.encode(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'c-1' }));
      const mac = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
      expect(await refusal(`${header}.${payload}.${mac}`)).toBe(
        '401 unauthenticated: the token is signed by an algorithm that is not taken',
      );
    }
  });

  it('by a key that it brings along is refused, and nothing is asked where it says', async () => {
    const { national, ofStaff, refusal, token } = await openHost();
    await refusal(await token());
    const own = await testKey('c-1');
    const given = await new SignJWT({ iss: citizens, sub: 's-1', aud: audience, exp: seconds(start) + 300 })
      .setProtectedHeader({
        alg: 'ES256',
        typ: 'at+jwt',
        kid: 'c-1',
        jwk: own.publicJwk,
        jku: `${staff}/jwks`,
        x5u: `${staff}/chain`,
      })
      .sign(own.privateKey);
    expect(await refusal(given)).toBe('401 unauthenticated: its issuer has not signed the token');
    expect([national.asked, ofStaff.asked]).toEqual([1, 0]);
  });

  it('that was changed anywhere is refused', async () => {
    const { isTaken, refusal, token } = await openHost();
    const given = await token();
    expect(await isTaken(given)).toBe(true);
    const [header = '', payload = '', signature = ''] = given.split('.');
    const other = base64url.encode(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 's-2' }),
    );
    for (const changed of [
      `${header}.${other}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}.${signature}`,
      '..',
      'a.b.c',
      `${base64url.encode('{"alg":"ES256","crit":["x"],"x":1,"typ":"at+jwt","kid":"c-1"}')}.${payload}.${signature}`,
    ])
      expect(await refusal(changed), changed).toMatch(/^401 unauthenticated: /);
  });

  it('is refused on routes for everybody too, and where nobody recognises it', async () => {
    const { ask, token } = await openHost();
    expect((await ask(await token({ exp: 1 }), '/v1/reports/x/history')).status).toBe(401);
    expect((await ask('opaque', '/v1/reports/x/history')).status).toBe(401);
    expect((await ask('dev:operator:o-3')).status).toBe(401);
  });

  it('says in no refusal what stands in it', async () => {
    const { ask, token } = await openHost();
    const given = await token({ sub: '046123456789', aud: 'urn:secret-canary', exp: 1 });
    const { detail, headers } = await ask(given);
    expect(JSON.stringify([detail, headers])).not.toMatch(/046123456789|canary/);
    expect(headers['www-authenticate']).toBe('Bearer realm="phananh", error="invalid_token"');
  });
});

describe('who somebody is', () => {
  const actorOf = async (host: Awaited<ReturnType<typeof openHost>>, token: string) =>
    host.oidc({ headers: { authorization: `bearer ${token}` } } as Parameters<typeof host.oidc>[0]);

  it('follows from issuer and subject, and tells neither', async () => {
    const host = await openHost();
    const one = await actorOf(host, await host.token({ sub: '046123456789', email: 'An@Hue.vn' }));
    const again = await actorOf(
      host,
      await host.token({ sub: '046123456789', email: 'other@hue.vn', jti: '2' }),
    );
    const other = await actorOf(host, await host.token({ sub: '046123456780' }));
    expect(one).toEqual({ kind: 'citizen', id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(again).toEqual(one);
    expect(other?.id).not.toBe(one?.id);
    expect(JSON.stringify(one)).not.toMatch(/046123456789|hue/i);
  });

  it('is what the claims and the rules of the issuer make of them', async () => {
    const host = await openHost();
    const kindOf = async (claims: object) => (await actorOf(host, await host.staffToken(claims)))?.kind;
    expect(await kindOf({ realm_access: { roles: ['x', 'centre'] } })).toBe('operator');
    expect(await kindOf({ scope: 'openid audit' })).toBe('auditor');
    expect(await kindOf({ scope: 'openid audit', realm_access: { roles: ['centre'] } })).toBe('operator');
    for (const claims of [
      {},
      { scope: 'auditing' },
      { realm_access: { roles: 'centre-2' } },
      { 'realm_access/roles': ['centre'] },
      { realm_access: { roles: [['centre']] } },
    ])
      await expect(kindOf(claims), JSON.stringify(claims)).rejects.toMatchObject({ code: 'not-admitted' });
    // The issuer of citizens gives no other kind, whatever its tokens say.
    expect((await actorOf(host, await host.token({ realm_access: { roles: ['centre'] } })))?.kind).toBe(
      'citizen',
    );
  });

  it('is an officer of the agency that the registry says, asked at each request, and of none without an entry', async () => {
    const entries = new Map<string, { agencyId: string; state: string }>();
    const asked: (string | undefined)[] = [];
    const host = await openHost({
      officers: async (actorId, { address }) => {
        asked.push(address);
        return entries.get(actorId);
      },
    });
    const claims = {
      groups: ['officers'],
      agencyId: 'agency-hue-parks',
      email: 'b@hue.vn',
      email_verified: true,
    };
    const token = await host.staffToken(claims);
    await expect(actorOf(host, token)).rejects.toMatchObject({ code: 'not-admitted' });
    const { id } = (await actorOf(host, await host.staffToken({ scope: 'audit' }))) ?? {};
    entries.set(String(id), { agencyId: 'agency-hue-lighting', state: 'active' });
    expect(await actorOf(host, token)).toEqual({ kind: 'agency', id, agencyId: 'agency-hue-lighting' });
    entries.set(String(id), { agencyId: 'agency-hue-lighting', state: 'suspended' });
    await expect(actorOf(host, token)).rejects.toMatchObject({ code: 'not-admitted' });
    expect(asked).toEqual(['b@hue.vn', 'b@hue.vn', 'b@hue.vn']);
    expect(await host.refusal(token)).toMatch(/^403 not-admitted: /);
    const unverified = await host.staffToken({ ...claims, email_verified: 'true' });
    await expect(actorOf(host, unverified)).rejects.toMatchObject({ code: 'not-admitted' });
    expect(asked.at(-1)).toBeUndefined();
    const endless = await host.staffToken({ ...claims, email: `${'b'.repeat(320)}@hue.vn` });
    await expect(actorOf(host, endless)).rejects.toMatchObject({ code: 'not-admitted' });
    expect(asked.at(-1)).toBeUndefined();
  });

  it('is nobody of an agency where no registry is', async () => {
    const host = await openHost();
    expect(await host.refusal(await host.staffToken({ groups: ['officers'] }))).toMatch(
      /^403 not-admitted: /,
    );
  });
});

describe('tokens that were found valid', () => {
  it('are kept in a number that has an end', async () => {
    const { national, isTaken, token, time } = await openHost({ mostTokens: 2 });
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => token({ sub })));
    for (const one of tokens) expect(await isTaken(one)).toBe(true);
    // The first was pushed out, and is found valid anew.
    expect(await isTaken(tokens[0] ?? '')).toBe(true);
    expect(national.asked).toBe(1);
    time.now += 400_000;
    for (const one of tokens) expect(await isTaken(one)).toBe(false);
  });
});

describe('an issuer', () => {
  const actors = [{ kind: 'citizen' }];
  const made = (...issuers: OidcAuthOptions['issuers']) =>
    oidcAuth({ issuers, actorIds: actorIds(Buffer.alloc(32)) });

  it('is refused twice, without TLS, with a name and password, and where it makes somebody of the inside', () => {
    const one = { issuer: citizens, audience, actors };
    expect(() => made(one, one)).toThrow('stands twice');
    expect(() => made({ ...one, issuer: 'http://id.example' })).toThrow('neither https nor on this machine');
    expect(() => made({ ...one, jwksUri: 'http://10.0.0.1/jwks' })).toThrow(
      'neither https nor on this machine',
    );
    expect(() => made({ ...one, issuer: 'https://u:p@id.example' })).toThrow(
      'neither https nor on this machine',
    );
    expect(() => made({ ...one, actors: [{ kind: 'system' }] })).toThrow('nobody becomes it by asking');
    expect(() => made({ ...one, issuer: 'http://127.0.0.1:8080' })).not.toThrow();
  });

  it('beside development tokens answers this machine only', async () => {
    const { oidc, token } = await openHost();
    const authenticate = oneOf(oidc, developmentAuth());
    expect(authenticate.developmentOnly).toBe(true);
    const app = fastify();
    await app.register(phananh, {
      reports: createReports({ store: memoryEventStore(), policy: huePolicy }),
      authenticate,
    });
    const codeOf = async (bearer: string, host: string) =>
      (
        await app.inject({ url: '/v1/agencies/a', headers: { host, authorization: `Bearer ${bearer}` } })
      ).json().code;
    const given = await token();
    expect(await codeOf(given, 'localhost')).toBe('not-found');
    expect(await codeOf('dev:operator:o-1', 'localhost')).toBe('not-found');
    expect(await codeOf(given, 'evil.example')).toBe('loopback-only');
    expect(await codeOf('unknown', 'evil.example')).toBe('loopback-only');
  });
});
