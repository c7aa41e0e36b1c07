import { createReports, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { createHost, oneOf } from '@phananh/http';
import { type RealIssuer, realIssuer } from '@phananh/test-support/real-issuer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actorIds } from '../../src/index.ts';
import { oidcAuth } from '../../src/oidc/index.ts';

const audience = 'https://phananh.hue.example';
let issuer: RealIssuer;
let secondsLater = 0;
beforeAll(async () => {
  issuer = await realIssuer({
    audience,
    claimsOf: (account) => (account.startsWith('o-') ? { roles: ['centre'] } : {}),
  });
});
afterAll(() => issuer.close());

const openHost = async () => {
  const { app } = await createHost({
    reports: createReports({ store: memoryEventStore(), policy: huePolicy }),
    authenticate: oneOf(
      oidcAuth({
        issuers: [
          {
            issuer: issuer.url,
            audience,
            actors: [
              { kind: 'operator', claim: 'roles', value: 'centre' },
              { kind: 'admin', claim: 'client_id', value: 'sensor-gateway' },
              { kind: 'citizen', claim: 'scope', value: 'reports' },
            ],
          },
        ],
        actorIds: actorIds(Buffer.alloc(32, 'x')),
        now: () => Date.now() + secondsLater * 1_000,
      }),
    ),
    log: { level: 'silent' },
  });
  const ask = async (token: string, url: string, body?: object) => {
    const answer = await app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { payload: body }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { ask };
};

const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 }, channel: 'app' };

it('lets citizens and operators in with what a real issuer gives them, and each as who they are', async () => {
  const { ask } = await openHost();
  const [citizen, other, operator] = await Promise.all([
    issuer.signIn('046123456789'),
    issuer.signIn('046123456780'),
    issuer.signIn('o-3'),
  ]);
  const made = await ask(citizen.accessToken, '/v1/reports', lamp);
  expect(made.status).toBe(201);
  const path = `/v1/reports/${made.body.reportId}`;
  expect((await ask(citizen.accessToken, path)).status).toBe(200);
  expect((await ask(other.accessToken, path)).status).toBe(404);
  expect((await ask(citizen.accessToken, `${path}/verify`, { category: 'lighting' })).status).toBe(403);
  expect((await ask(operator.accessToken, `${path}/verify`, { category: 'lighting' })).status).toBe(200);
  const history = await ask(operator.accessToken, `${path}/history`);
  expect(JSON.stringify(history.body)).not.toContain('046123456789');
  // Signed by the same key for the same person, and no access token.
  expect((await ask(citizen.idToken, path)).status).toBe(401);
});

it('lets a machine in by its own credentials', async () => {
  const { ask } = await openHost();
  expect((await ask(await issuer.asMachine(), '/v1/agencies/a')).status).toBe(404);
});

it('follows its keys through a rotation, and an outage', async () => {
  const { ask } = await openHost();
  const before = await issuer.asMachine();
  const isTaken = async (token: string) => (await ask(token, '/v1/agencies/a')).status === 404;
  expect(await isTaken(before)).toBe(true);
  issuer.rotate();
  const after = await issuer.asMachine();
  expect(after.split('.')[0]).not.toBe(before.split('.')[0]);
  secondsLater = 31;
  expect([await isTaken(after), await isTaken(before)]).toEqual([true, true]);
  issuer.rotate({ keepOld: false });
  const last = await issuer.asMachine();
  issuer.setDown(true);
  secondsLater = 62;
  expect([await isTaken(after), (await ask(last, '/v1/agencies/a')).status]).toEqual([true, 503]);
  issuer.setDown(false);
  secondsLater = 93;
  expect(await isTaken(last)).toBe(true);
  // What the keys had signed that are no more.
  expect([(await ask(after, '/v1/agencies/a')).status, (await ask(before, '/v1/agencies/a')).status]).toEqual(
    [401, 401],
  );
});
