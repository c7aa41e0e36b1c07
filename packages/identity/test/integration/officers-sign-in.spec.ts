import { type RealIssuer, realIssuer } from '@phananh/test-support/real-issuer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actorIds, officerRegistry } from '../../src/index.ts';
import { oidcAuth } from '../../src/oidc/index.ts';
import { hostOver, sharedLog, type TestHost } from '../support/hosts.ts';

const audience = 'https://phananh.hue.example';
const agencyId = 'agency-hue-lighting';
let issuer: RealIssuer;
beforeAll(async () => {
  issuer = await realIssuer({
    audience,
    claimsOf: (account) => ({ email: `${account}@Hue.gov.vn`, email_verified: account !== 'unverified' }),
  });
});
afterAll(() => issuer.close());

/** A host that takes the tokens of the issuer, all of officers. */
const hostOfIssuer = (log: ReturnType<typeof sharedLog>): Promise<TestHost> =>
  hostOver(log, undefined, (registry) =>
    oidcAuth({
      issuers: [{ issuer: issuer.url, audience, actors: [{ kind: 'agency' }] }],
      actorIds: actorIds(Buffer.alloc(32, 'x')),
      officers: officerRegistry(registry),
    }),
  );

it('a token lets in whom the registry has, from the first sign-in on, and nobody whom it has suspended on another host', async () => {
  const log = sharedLog();
  // The centre's host: people there are who they say.
  const centre = await hostOver(log);
  const [one, other] = [await hostOfIssuer(log), await hostOfIssuer(log)];
  await centre.post('/v1/agencies', 'dev:admin:ad-1', { agencyId, name: 'Chiếu sáng', kind: 'government' });
  for (const email of ['an@hue.gov.vn', 'unverified@hue.gov.vn'])
    await centre.post('/v1/invitations', 'dev:admin:ad-1', { email, agencyId, role: 'head' });
  const [an, stranger, unverified] = await Promise.all(
    ['an', 'stranger', 'unverified'].map(async (account) => (await issuer.signIn(account)).accessToken),
  );
  const asked = async (host: TestHost, token = '') => {
    const { status, body } = await host.get(`/v1/agencies/${agencyId}`, token);
    return [status, body.code];
  };
  const out = [403, 'not-admitted'];
  expect(await asked(one, stranger)).toEqual(out);
  expect(await asked(one, unverified)).toEqual(out);
  expect(await asked(one, an)).toEqual([200, undefined]);
  expect(await asked(other, an)).toEqual([200, undefined]);
  // As a head, by the registry's word.
  const invited = await other.post('/v1/invitations', an ?? '', { email: 'binh@hue.gov.vn', agencyId });
  expect(invited.status).toBe(201);
  const history = await centre.get(`/v1/invitations/${invited.body.invitationId}/history`, 'dev:auditor:a-1');
  const officerId = history.body.events[0].actor.id;
  const suspend = { reason: 'nghỉ việc' };
  expect((await centre.post(`/v1/officers/${officerId}/suspend`, 'dev:admin:ad-1', suspend)).status).toBe(
    200,
  );
  for (const host of [one, other]) {
    expect(await asked(host, an)).toEqual(out);
    const commanded = await host.post('/v1/invitations', an ?? '', { email: 'c@hue.gov.vn', agencyId });
    expect([commanded.status, commanded.body.code]).toEqual(out);
  }
  expect((await centre.post(`/v1/officers/${officerId}/restore`, 'dev:admin:ad-1')).status).toBe(200);
  expect(await asked(other, an)).toEqual([200, undefined]);
});
