import { createReports, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { oneOf, phananh } from '@phananh/http';
import { fastify } from 'fastify';
import { actorIds } from '../../src/index.ts';
import { type OidcAuthOptions, oidcAuth } from '../../src/oidc/index.ts';
import { type TestIssuer, testIssuer, testKey, testToken } from './test-issuer.ts';

export const start = Date.parse('2026-12-07T02:00:00.000Z');
export const seconds = (at: number): number => Math.floor(at / 1_000);
export const citizens = 'https://id.example';
export const staff = 'https://staff.example';
export const audience = 'https://phananh.example';

export const keys = {
  citizens: await testKey('c-1'),
  staff: await testKey('s-1'),
  next: await testKey('c-2'),
};

/** A host that believes two issuers, at a simulated time. */
export const openHost = async (options: Partial<OidcAuthOptions> = {}) => {
  const national: TestIssuer = testIssuer(citizens, [keys.citizens.publicJwk]);
  const ofStaff: TestIssuer = testIssuer(staff, [keys.staff.publicJwk]);
  const time = { now: start };
  const told: string[] = [];
  const oidc = oidcAuth({
    issuers: [
      { issuer: citizens, audience, actors: [{ kind: 'citizen' }] },
      {
        issuer: staff,
        audience: [audience, 'urn:other'],
        actors: [
          { kind: 'operator', claim: '/realm_access/roles', value: 'centre' },
          { kind: 'auditor', claim: 'scope', value: 'audit' },
          { kind: 'agency', claim: 'groups', value: 'officers' },
        ],
      },
    ],
    actorIds: actorIds(Buffer.alloc(32, 'x')),
    now: () => time.now,
    fetch: (url) => (url.startsWith(staff) ? ofStaff.fetch(url) : national.fetch(url)),
    onKeys: ({ issuer, error }) => told.push(`${issuer}: ${error?.message ?? 'again'}`),
    ...options,
  });
  const app = fastify();
  const reports = createReports({ store: memoryEventStore(), policy: huePolicy });
  await app.register(phananh, { reports, authenticate: oneOf(oidc) });
  app.get('/whoami', { config: { permission: 'public' } }, () => 'outside');
  /** What a host answers to a token: the status, and the code and the detail of a problem. */
  const ask = async (token: string, url = '/v1/agencies/agency-a') => {
    const answer = await app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    const { code, detail } = answer.json();
    return { status: answer.statusCode, code, detail, headers: answer.headers };
  };
  /** Whether the token was taken: then there is no such agency. */
  const isTaken = async (token: string): Promise<boolean> => (await ask(token)).code === 'not-found';
  const refusal = async (token: string): Promise<string> => {
    const { status, code, detail } = await ask(token);
    return `${status} ${code}: ${detail}`;
  };
  const token = (claims: object = {}, header: object = {}) =>
    testToken({
      key: keys.citizens,
      issuer: citizens,
      now: seconds(time.now),
      claims: { ...claims },
      header,
    });
  const staffToken = (claims: object) =>
    testToken({ key: keys.staff, issuer: staff, now: seconds(time.now), claims: { ...claims } });
  return { app, oidc, national, ofStaff, time, told, ask, isTaken, refusal, token, staffToken };
};
