import { StoreUnavailable } from '@phananh/core/store';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it } from 'vitest';
import { type OfficerRegistry, officerRegistry } from '../../src/index.ts';
import { hostOver, idsOfAddresses, sharedLog, type TestHost } from '../support/hosts.ts';

const lighting = 'agency-hue-lighting';
const parks = 'agency-hue-parks';
const asAdmin = 'dev:admin:ad-1';
const asHead = `dev:agency:head-1:${lighting}`;
const asOtherHead = `dev:agency:head-2:${parks}`;

const opened = async (log = sharedLog()): Promise<TestHost> => {
  const host = await hostOver(log);
  for (const agencyId of [lighting, parks])
    await host.post('/v1/agencies', asAdmin, { agencyId, name: agencyId, kind: 'government' });
  return host;
};

const withHeads = async (log = sharedLog()): Promise<TestHost> => {
  const host = await opened(log);
  const heads = { 'head-1': lighting, 'head-2': parks };
  for (const [officerId, agencyId] of Object.entries(heads)) {
    const made = await host.post('/v1/officers', asAdmin, { officerId, agencyId, role: 'head' });
    expect(made.status).toBe(201);
  }
  return host;
};

const handler = (host: TestHost, name: string) => {
  const found = host.handlers.get(name);
  if (found === undefined) throw new TypeError(`no ${name}`);
  return found;
};

const registryOf = (host: TestHost): OfficerRegistry => officerRegistry(host.registry);

const invitationOf = (email: string, agencyId = lighting): string =>
  idsOfAddresses.ofInvitation(agencyId, email);

const an = 'An.Nguyen@hue.gov.vn';
const nobody = { address: undefined };

describe('an officer', () => {
  it('is invited by a head, and registered by the first sign-in with the verified address, however it is written', async () => {
    const host = await withHeads();
    const invited = await host.post('/v1/invitations', asHead, { email: an, agencyId: lighting });
    expect(invited.status).toBe(201);
    const registry = registryOf(host);
    expect(await registry('an', nobody)).toBeUndefined();
    expect(await registry('an', { address: 'other@hue.gov.vn' })).toBeUndefined();
    const entry = { agencyId: lighting, state: 'active' };
    expect(await registry('an', { address: 'an.nguyen@HUE.gov.vn' })).toEqual(entry);
    expect(await registry('an', nobody)).toEqual(entry);
    // Once: the same address at another issuer is somebody else.
    expect(await registry('somebody-else', { address: an })).toBeUndefined();
    const log = JSON.stringify(await Array.fromAsync(host.reports.store.readAll()));
    expect(log.toLowerCase()).not.toContain('an.nguyen');
  });

  it('is registered once by two requests at once, and after a host was cut off between the two steps', async () => {
    const log = sharedLog();
    const [one, other] = [await withHeads(log), await hostOver(log)];
    await one.post('/v1/invitations', asHead, { email: an, agencyId: lighting });
    const entries = await Promise.all([one, other].map((host) => registryOf(host)('an', { address: an })));
    for (const entry of entries) expect(entry).toEqual({ agencyId: lighting, state: 'active' });
    await one.post('/v1/invitations', asHead, { email: 'b@hue.gov.vn', agencyId: lighting });
    const invitation = invitationOf('b@hue.gov.vn');
    const actor = { kind: 'system', id: 'invitations' };
    await handler(one, 'invitation').execute(invitation, 'accept', { officerId: 'b' }, { actor });
    expect(await registryOf(other)('b', { address: 'B@hue.gov.vn' })).toMatchObject({ state: 'active' });
  });

  it('is not registered by an invitation that has expired, was withdrawn, or is of before', async () => {
    const log = sharedLog();
    const host = await withHeads(log);
    const registry = registryOf(host);
    await host.post('/v1/invitations', asHead, { email: an, agencyId: lighting, days: 1 });
    const path = `/v1/invitations/${invitationOf(an)}`;
    const expires = (await host.get(path, asHead)).body.expiresAt;
    log.clock.set(expires);
    expect(await registry('an', { address: an })).toBeUndefined();
    expect((await host.post('/v1/invitations', asHead, { email: an, agencyId: lighting })).body.code).toBe(
      'already-exists',
    );
    expect((await host.post(`${path}/invite-again`, asHead)).status).toBe(200);
    expect((await host.post(`${path}/withdraw`, asHead)).status).toBe(200);
    expect(await registry('an', { address: an })).toBeUndefined();
    expect((await host.post(`${path}/invite-again`, asHead)).status).toBe(200);
    expect(await registry('an', { address: an })).toMatchObject({ agencyId: lighting });
  });

  it('that is suspended on one host is suspended on every other at once, restored and moved likewise', async () => {
    const log = sharedLog();
    const [one, other] = [await withHeads(log), await hostOver(log)];
    await one.post('/v1/officers', asAdmin, { officerId: 'an', agencyId: lighting });
    const registry = registryOf(other);
    const steps: readonly (readonly [string, string, object, object])[] = [
      ['suspend', asHead, { reason: 'nghỉ phép' }, { agencyId: lighting, state: 'suspended' }],
      ['restore', asHead, {}, { agencyId: lighting, state: 'active' }],
      ['move', asAdmin, { agencyId: parks, reason: 'điều động' }, { agencyId: parks, state: 'active' }],
    ];
    for (const [command, as, input, entry] of steps) {
      expect([command, (await one.post(`/v1/officers/an/${command}`, as, input)).status]).toEqual([
        command,
        200,
      ]);
      expect(await registry('an', nobody)).toEqual(entry);
    }
    // The head of before has no say any more, and sees them no more.
    expect((await one.post('/v1/officers/an/suspend', asHead, { reason: 'x' })).status).toBe(404);
    expect((await one.post('/v1/officers/an/appoint', asOtherHead)).status).toBe(200);
  });

  it('is invited, suspended and appointed by heads of the agency, the centre and admins, and by nobody else', async () => {
    const host = await withHeads();
    await host.post('/v1/officers', asAdmin, { officerId: 'an', agencyId: lighting });
    const asAn = `dev:agency:an:${lighting}`;
    const asStranger = `dev:agency:stranger:${lighting}`;
    const invitation = { email: 'c@hue.gov.vn', agencyId: lighting };
    const refused: readonly (readonly [string, string, object, number, string])[] = [
      ['/v1/invitations', asAn, invitation, 403, 'not-the-head'],
      ['/v1/invitations', asStranger, invitation, 403, 'not-the-head'],
      ['/v1/invitations', asOtherHead, invitation, 403, 'not-the-head'],
      ['/v1/invitations', 'dev:citizen:c-1', invitation, 403, 'forbidden'],
      ['/v1/invitations', 'dev:auditor:a-1', invitation, 403, 'forbidden'],
      ['/v1/officers', asHead, { officerId: 'x', agencyId: lighting }, 403, 'forbidden'],
      ['/v1/officers/an/suspend', asStranger, { reason: 'x' }, 403, 'not-the-head'],
      ['/v1/officers/an/suspend', asOtherHead, { reason: 'x' }, 404, 'not-found'],
      ['/v1/officers/an/suspend', 'dev:citizen:c-1', { reason: 'x' }, 404, 'not-found'],
      ['/v1/officers/head-1/suspend', asHead, { reason: 'x' }, 403, 'not-yourself'],
      ['/v1/officers/an/move', asHead, { agencyId: parks, reason: 'x' }, 403, 'forbidden'],
      ['/v1/officers/an/dismiss', asAdmin, { reason: 'x' }, 409, 'role-already'],
      ['/v1/officers/an/move', asAdmin, { agencyId: lighting, reason: 'x' }, 422, 'same-agency'],
      ['/v1/officers', asAdmin, { officerId: 'y', agencyId: 'nowhere' }, 422, 'unknown-agency'],
      ['/v1/invitations', asAdmin, { ...invitation, agencyId: 'nowhere' }, 422, 'unknown-agency'],
      ['/v1/invitations', asAdmin, { ...invitation, email: 'none' }, 422, 'invalid-command'],
    ];
    for (const [url, as, body, status, code] of refused) {
      const answer = await host.post(url, as, body);
      expect([url, as, answer.status, answer.body.code]).toEqual([url, as, status, code]);
    }
    // A head that is suspended is none, whatever let the request in.
    expect((await host.post('/v1/officers/head-1/suspend', asAdmin, { reason: 'x' })).status).toBe(200);
    expect((await host.post('/v1/invitations', asHead, invitation)).body.code).toBe('not-the-head');
    expect((await host.post('/v1/invitations', asAdmin, invitation)).status).toBe(201);
  });

  it('that one agency has invited can be invited by every other, and none learns of it: the latest invitation counts', async () => {
    const log = sharedLog();
    const host = await withHeads(log);
    const invite = (as: string, agencyId: string) =>
      host.post('/v1/invitations', as, { email: an, agencyId });
    expect((await invite(asHead, lighting)).status).toBe(201);
    const ofLighting = `/v1/invitations/${invitationOf(an)}`;
    // For the head of another agency it makes no difference whether there is one: not by its agency's name, and not by its id.
    const taken = await invite(asOtherHead, lighting);
    const free = await host.post('/v1/invitations', asOtherHead, {
      email: 'free@hue.gov.vn',
      agencyId: lighting,
    });
    expect([taken.status, taken.body.code]).toEqual([403, 'not-the-head']);
    expect([free.status, free.body]).toEqual([403, { ...taken.body, instance: free.body.instance }]);
    const none = `/v1/invitations/${'a'.repeat(64)}`;
    for (const step of ['invite-again', 'withdraw'])
      expect((await host.post(`${ofLighting}/${step}`, asOtherHead)).status).toBe(
        (await host.post(`${none}/${step}`, asOtherHead)).status,
      );
    log.clock.advance(1_000);
    const other = await invite(asOtherHead, parks);
    expect(other.status).toBe(201);
    for (const path of [ofLighting, `/v1/invitations/${other.body.invitationId}`])
      for (const answer of [await host.get(path, asAdmin), await host.get(`${path}/history`, asAdmin)]) {
        expect(answer.status).toBe(200);
        expect(answer.text).not.toContain(idsOfAddresses.ofAddress(an));
      }
    expect(await registryOf(host)('an', { address: an })).toMatchObject({ agencyId: parks });
    expect((await host.get(ofLighting, asHead)).body.phase).toBe('open');
  });

  it('is registered by an invitation of before, whose id was that of the address', async () => {
    const host = await withHeads();
    const stored = {
      agencyId: lighting,
      role: 'officer',
      expiresAt: '2027-01-01T00:00:00.000Z',
    };
    const id = idsOfAddresses.ofAddress(an);
    await host.reports.store.append(`invitation-${id}`, [{ ...newEvent(stored), type: 'invited' }], {
      expectedRevision: 'no-stream',
    });
    expect((await host.get(`/v1/invitations/${id}`, asHead)).body).toMatchObject({ phase: 'open' });
    expect((await host.post(`/v1/invitations/${id}/withdraw`, asHead)).status).toBe(200);
    expect((await host.post(`/v1/invitations/${id}/invite-again`, asHead)).status).toBe(200);
    expect(await registryOf(host)('an', { address: an })).toMatchObject({ agencyId: lighting });
  });

  it('of a suspended agency is neither invited, nor registered, nor moved there; who is there stays', async () => {
    const host = await withHeads();
    await host.post('/v1/officers', asAdmin, { officerId: 'an', agencyId: lighting });
    await host.post(`/v1/agencies/${lighting}/suspend`, asAdmin, { reason: 'sáp nhập' });
    const refused: readonly (readonly [string, string, object])[] = [
      ['/v1/invitations', asHead, { email: an, agencyId: lighting }],
      ['/v1/officers', asAdmin, { officerId: 'x', agencyId: lighting }],
      ['/v1/officers/head-2/move', asAdmin, { agencyId: lighting, reason: 'x' }],
    ];
    for (const [url, as, body] of refused)
      expect([url, (await host.post(url, as, body)).body.code]).toEqual([url, 'agency-suspended']);
    expect(await registryOf(host)('an', nobody)).toMatchObject({ state: 'active' });
    expect((await host.post('/v1/officers/an/suspend', asHead, { reason: 'x' })).status).toBe(200);
  });

  it('whose store cannot be asked is neither in nor out', async () => {
    const { store, clock } = sharedLog();
    const down = {
      ...store,
      readStream: () => {
        throw new StoreUnavailable('no answer', { reason: 'timeout' });
      },
    };
    const host = await hostOver({ store: down, clock });
    await expect(registryOf(host)('an', nobody)).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});
