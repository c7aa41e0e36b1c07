import { generateKeyPairSync, sign } from 'node:crypto';
import { createReports, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { createHost, developmentAuth } from '@phananh/http';
import { actorIds } from '@phananh/identity';
import { oidcAuth } from '@phananh/identity/oidc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askerNames,
  askers,
  type Case,
  type CaseName,
  caseNames,
  makeCases,
} from '../support/permission-cases.ts';
import { type PermissionHost, permissionHost } from '../support/permission-host.ts';

/** OWASP API Security Top 10, 2023: one test for each, and where it is held in full. */

let host: PermissionHost;
let cases: ReadonlyMap<CaseName, Case>;
beforeAll(async () => {
  host = await permissionHost();
  cases = await makeCases(host);
});
afterAll(() => host.close());

const report = (name: CaseName): string => `/v1/reports/${cases.get(name)?.id}`;
const lamp = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app' };

describe('OWASP API Security Top 10', () => {
  // In full: docs/reference/permissions.md, packages/http/test/integration/hidden-reports.spec.ts.
  it('API1, authorisation of objects: a report of somebody else is for a citizen as one that does not exist', async () => {
    for (const name of caseNames.filter(
      (one) => !['published', 'disputed', 'assigned again', 'closed'].includes(one),
    ))
      for (const rest of ['', '/history', '/replay', '/diff?from=0&to=1', '/explanation']) {
        const { status, code } = await host.ask('GET', report(name) + rest, askers['other citizen']);
        expect([status, code], name + rest).toEqual([404, 'not-found']);
      }
    expect(
      (await host.ask('POST', `${report('submitted')}/withdraw`, askers['other citizen'], {})).status,
    ).toBe(404);
  });

  // In full: packages/identity/test/integration/tokens.spec.ts, api-keys.spec.ts, packages/http/test/integration/development-auth.spec.ts.
  it('API2, authentication: nobody is somebody by a token that nobody has signed', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none', typ: 'at+jwt' })}.${part({ iss: 'https://id.example', sub: 'admin', exp: 9e9 })}.`;
    for (const token of [
      unsigned,
      'phk_0123456789abcdef_x',
      'dev:system:timer',
      'dev:agency:officer-9',
      'null',
      '',
    ]) {
      const answer = await host.app.inject({
        method: 'POST',
        url: '/v1/reports',
        headers: { authorization: `Bearer ${token}` },
        payload: lamp,
      });
      expect([answer.statusCode, answer.json().code], token).toEqual([401, 'unauthenticated']);
    }
  });

  // In full: packages/core/src/report/views.spec.ts, permission-matrix.spec.ts beside this.
  it('API3, authorisation of properties: no command takes what the host says itself, and no answer says what its reader may not see', async () => {
    for (const more of [
      { phase: 'closed' },
      { trackingCode: '0000000000' },
      { reportId: 'x' },
      { submittedBy: { kind: 'citizen', id: 'c-18' } },
      { clocks: [] },
    ]) {
      const { status, wouldAppend } = await host.ask('POST', '/v1/reports', askers['own citizen'], {
        ...lamp,
        ...more,
      });
      expect([status, wouldAppend], JSON.stringify(more)).toEqual([422, false]);
    }
    const { body } = await host.ask('GET', report('published'), askers['other citizen']);
    for (const field of ['contact', 'reporter', 'trackingCode', 'comments.internal'])
      expect(body).not.toHaveProperty(field);
  });

  // In full: packages/http/test/integration/bad-input.spec.ts, long-reads.spec.ts, bounded-answers.spec.ts; limits of rates beside them.
  it('API4, consumption of resources: bodies, depth, pages and questions have an end', async () => {
    const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`);
    expect(
      (await host.ask('POST', '/v1/reports', askers.operator, { ...lamp, text: 'x'.repeat(1024 * 1024) }))
        .status,
    ).toBe(413);
    expect((await host.ask('POST', '/v1/reports', askers.operator, { ...lamp, deep })).code).toBe('too-deep');
    for (const url of [
      '/v1/reports?limit=100000',
      `${report('published')}/history?limit=100000`,
      '/v1/sla/cases?limit=100000',
    ])
      expect((await host.ask('GET', url, askers.operator)).status, url).toBe(422);
  });

  // In full: docs/reference/permissions.md.
  it('API5, authorisation of functions: what is for others is refused to every kind, whatever stands in the request', async () => {
    for (const asker of askerNames.filter((one) => !['operator', 'admin'].includes(one))) {
      for (const url of ['/v1/agencies', '/v1/api-keys']) {
        const { status, wouldAppend } = await host.ask('POST', url, askers[asker], {
          agencyId: 'agency-a',
          name: 'A',
          kind: 'government',
        });
        expect([[401, 403].includes(status), wouldAppend], `${url} as ${asker}: ${status}`).toEqual([
          true,
          false,
        ]);
      }
      // These keys are operators'.
      if (asker === 'key' || asker === 'reading key') continue;
      const { wouldAppend } = await host.ask('POST', `${report('submitted')}/verify`, askers[asker], {
        category: 'x',
      });
      expect(wouldAppend, asker).toBe(false);
    }
  });

  // In full: packages/core/src/report/lifecycle.spec.ts, packages/http/test/integration/idempotency.spec.ts.
  it('API6, flows of worth: nobody rates, supports or disputes for others, nor past the window', async () => {
    const tried = [
      ['published', 'rate', { grade: 'satisfied' }, askers['other citizen']],
      ['published', 'dispute', { reason: 'x' }, askers['other citizen']],
      ['published', 'support', {}, askers['own citizen']],
      ['closed', 'dispute', { reason: 'x' }, askers['own citizen']],
      ['closed', 'rate', { grade: 'satisfied' }, askers['own citizen']],
      ['published', 'rate', { grade: 'satisfied' }, askers['agency that has it']],
    ] as const;
    for (const [name, command, input, asker] of tried)
      expect(
        (await host.ask('POST', `${report(name)}/${command}`, asker, input)).wouldAppend,
        `${command} ${name}`,
      ).toBe(false);
  });

  // In full: packages/identity/test/integration/tokens.spec.ts ("by a key that it brings along …", "that are elsewhere without TLS").
  it('API7, forged requests: the host asks no address that a request names, and no issuer inside by plain http', async () => {
    const asked: string[] = [];
    const oidc = oidcAuth({
      issuers: [{ issuer: 'https://id.example', audience: 'a', actors: [{ kind: 'citizen' }] }],
      actorIds: actorIds(Buffer.alloc(32)),
      fetch: async (url) => {
        asked.push(url);
        return new Response('', { status: 404 });
      },
    });
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256', jku: 'http://169.254.169.254/', x5u: 'http://10.0.0.1/' })}.${part({ iss: 'http://169.254.169.254/' })}.eA`;
    const request = { headers: { authorization: `Bearer ${token}` } } as Parameters<typeof oidc>[0];
    await expect(oidc(request)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(asked).toEqual([]);
    for (const issuer of ['http://169.254.169.254', 'http://metadata.internal', 'ftp://id.example'])
      expect(() =>
        oidcAuth({
          issuers: [{ issuer, audience: 'a', actors: [{ kind: 'citizen' }] }],
          actorIds: actorIds(Buffer.alloc(32)),
        }),
      ).toThrow('neither https nor on this machine');
  });

  // In full: packages/http/test/integration/permissions.spec.ts, development-auth.spec.ts, errors.spec.ts.
  it('API8, misconfiguration: development tokens listen on no network, and an error shows nothing of the inside', async () => {
    const failing = async (): Promise<never> => {
      throw new Error('disk /var/lib/phananh is full: would have been done');
    };
    const { app, listen, close } = await createHost({
      reports: createReports({ store: { ...memoryEventStore(), append: failing }, policy: huePolicy }),
      authenticate: developmentAuth(),
      log: { level: 'silent' },
    });
    await expect(listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow('loopback only');
    const unforeseen = await app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: { authorization: `Bearer dev:${askers['own citizen']}` },
      payload: lamp,
    });
    await close();
    // The store of this host fails when something would be appended.
    const { status, text } = await host.ask('POST', '/v1/reports', askers['own citizen'], lamp);
    for (const [code, shown] of [
      [status, text],
      [unforeseen.statusCode, unforeseen.body],
    ] as const) {
      expect(code).toBe(500);
      expect(shown).not.toMatch(/probed|would have been done|disk|\.ts|node_modules|at /);
    }
  });

  // In full: packages/http/test/integration/reference.spec.ts ("has every route that the application has, and no other one").
  it('API9, inventory: every route says for whom it is and stands in the reference, and nothing else is served', async () => {
    const { body } = await host.ask('GET', '/openapi.json', undefined);
    for (const [path, methods] of Object.entries<
      Record<string, { security: object[]; 'x-actor-kinds'?: string[] }>
    >(body.paths))
      for (const [method, { security, 'x-actor-kinds': kinds }] of Object.entries(methods))
        expect(
          security.some((one) => Object.keys(one).length === 0) || kinds !== undefined,
          `${method} ${path}`,
        ).toBe(true);
    for (const url of [
      '/v0/reports',
      '/v2/reports',
      '/v1/debug',
      '/admin',
      '/.env',
      '/v1/reports/../../etc/passwd',
    ])
      expect((await host.ask('GET', url, askers.admin)).status, url).toBe(404);
  });

  // In full: packages/identity/test/integration/tokens.spec.ts ("the keys of an issuer").
  it('API10, what others answer: an issuer that answers anything else than its keys makes nobody somebody', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256', kid: 'k' })}.${part({ iss: 'https://id.example' })}.eA`;
    for (const answer of [
      'x'.repeat(600_000),
      '<html>',
      '{"keys":"none"}',
      '{"keys":[{"kty":"oct","k":"eA","kid":"k"}]}',
      '[]',
    ]) {
      const oidc = oidcAuth({
        issuers: [
          {
            issuer: 'https://id.example',
            jwksUri: 'https://id.example/jwks',
            audience: 'a',
            actors: [{ kind: 'citizen' }],
          },
        ],
        actorIds: actorIds(Buffer.alloc(32)),
        fetch: async () => new Response(answer),
      });
      const request = { headers: { authorization: `Bearer ${token}` } } as Parameters<typeof oidc>[0];
      await expect(oidc(request), answer.slice(0, 40)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:issuer-unavailable|unauthenticated)$/),
      });
    }
    // What is signed rightly, by a key in an answer that has no end: the same answer without the rest lets in.
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const exp = Math.floor(Date.now() / 1_000) + 300;
    const signedPart = [
      { alg: 'ES256', kid: 'k', typ: 'at+jwt' },
      { iss: 'https://id.example', aud: 'a', sub: 's', exp },
    ]
      .map(part)
      .join('.');
    const signature = sign('sha256', Buffer.from(signedPart), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const keys = JSON.stringify({
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }],
    });
    for (const [rest, expected] of [
      [0, { actor: { kind: 'citizen' } }],
      [600_000, { code: 'issuer-unavailable' }],
    ] as const) {
      const oidc = oidcAuth({
        issuers: [
          {
            issuer: 'https://id.example',
            jwksUri: 'https://id.example/jwks',
            audience: 'a',
            actors: [{ kind: 'citizen' }],
          },
        ],
        actorIds: actorIds(Buffer.alloc(32)),
        fetch: async () => new Response(keys + ' '.repeat(rest)),
      });
      const request = {
        headers: { authorization: `Bearer ${signedPart}.${signature.toString('base64url')}` },
      } as Parameters<typeof oidc>[0];
      const answered = await Promise.resolve(oidc(request)).then(
        (actor) => ({ actor }),
        ({ code }) => ({ code }),
      );
      expect(answered).toMatchObject(expected);
    }
  });
});
