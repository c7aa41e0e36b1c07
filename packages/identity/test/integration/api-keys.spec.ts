import { type AnyCommandHandler, commandHandler, systemRandom } from '@phananh/core/engine';
import { StoreUnavailable } from '@phananh/core/store';
import { describe, expect, it } from 'vitest';
import { identityWorkflowsWith, newApiKey } from '../../src/index.ts';
import { hostOver, sharedLog, type TestHost } from '../support/hosts.ts';

const asAdmin = 'dev:admin:ad-1';
const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 }, channel: 'app' };
const inAYear = '2027-12-07T02:00:00.000Z';

const created = async (
  host: TestHost,
  scope: object = {},
): Promise<{ readonly id: string; readonly text: string }> => {
  const { apiKeyId, digest, text } = newApiKey(systemRandom());
  const answer = await host.post('/v1/api-keys', asAdmin, {
    apiKeyId,
    digest,
    name: 'Tổng đài 19001075',
    kind: 'operator',
    commands: ['report.submit'],
    reads: false,
    expiresAt: inAYear,
    ...scope,
  });
  expect(answer.text).toContain(apiKeyId);
  expect(answer.status).toBe(201);
  return { id: apiKeyId, text };
};

describe('a key', () => {
  it('lets its machine do what it is for, and nothing else', async () => {
    const host = await hostOver(sharedLog());
    const { text } = await created(host);
    const submitted = await host.post('/v1/reports', text, lamp);
    expect(submitted.status).toBe(201);
    const { reportId } = submitted.body;
    const elsewhere = await host.post(`/v1/reports/${reportId}/verify`, text, { category: 'lighting' });
    expect([elsewhere.status, elsewhere.body.code, elsewhere.body.commands]).toEqual([
      403,
      'forbidden',
      ['report.submit'],
    ]);
    expect((await host.get(`/v1/reports/${reportId}`, text)).status).toBe(403);
    expect((await host.post('/v1/api-keys', text, {})).status).toBe(403);
  });

  it('may have all commands of a workflow, and reads as far as its kind may', async () => {
    const host = await hostOver(sharedLog());
    const { text, id } = await created(host, { commands: ['report.*'], reads: true });
    const { reportId } = (await host.post('/v1/reports', text, lamp)).body;
    expect((await host.post(`/v1/reports/${reportId}/verify`, text, { category: 'lighting' })).status).toBe(
      200,
    );
    const history = await host.get(`/v1/reports/${reportId}/history`, text);
    expect(history.body.events[1].actor).toMatchObject({ kind: 'operator', id: `key:${id}` });
    expect((await host.get(`/v1/api-keys/${id}`, text)).status).toBe(404);
    expect((await host.post('/v1/agencies', text, {})).status).toBe(403);
  });

  it('that was revoked on one host is refused at once on every other', async () => {
    const log = sharedLog();
    const [one, other] = [await hostOver(log), await hostOver(log)];
    const { text, id } = await created(one);
    expect((await other.post('/v1/reports', text, lamp)).status).toBe(201);
    expect((await one.post(`/v1/api-keys/${id}/revoke`, asAdmin, { reason: 'lộ' })).status).toBe(200);
    for (const host of [one, other]) {
      const refused = await host.post('/v1/reports', text, lamp);
      expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
    }
    const again = await one.post(`/v1/api-keys/${id}/revoke`, asAdmin, { reason: 'lộ' });
    expect([again.status, again.body.code]).toEqual([409, 'wrong-phase']);
  });

  it('is worth nothing from the moment on at which it expires, nor with another secret', async () => {
    const log = sharedLog();
    const host = await hostOver(log);
    const { text, id } = await created(host);
    const { text: strange } = newApiKey(systemRandom());
    const forged = `phk_${id}_${strange.slice(-52)}`;
    for (const token of [forged, strange, 'phk_nonsense', `${text}x`, 'phk_'])
      expect([token, (await host.post('/v1/reports', token, lamp)).status]).toEqual([token, 401]);
    log.clock.set('2027-12-07T01:59:59.999Z');
    expect((await host.post('/v1/reports', text, lamp)).status).toBe(201);
    log.clock.set(inAYear);
    expect((await host.post('/v1/reports', text, lamp)).status).toBe(401);
  });

  it('that is over says whether it was revoked or has expired, to who has its secret only', async () => {
    const log = sharedLog();
    const host = await hostOver(log);
    const [revoked, old] = [await created(host), await created(host)];
    const said = async (token: string) => {
      const { status, body } = await host.post('/v1/reports', token, lamp);
      return [status, body.code, body.detail];
    };
    const { text: strange } = newApiKey(systemRandom());
    const nobodys = await said(strange);
    await host.post(`/v1/api-keys/${revoked.id}/revoke`, asAdmin, { reason: 'lộ' });
    log.clock.set(inAYear);
    expect(await said(revoked.text)).toEqual([401, 'unauthenticated', `the key ${revoked.id} was revoked`]);
    expect(await said(old.text)).toEqual([401, 'unauthenticated', `the key ${old.id} has expired`]);
    for (const { id } of [revoked, old])
      expect(await said(`phk_${id}_${strange.slice(-52)}`)).toEqual(nobodys);
  });

  it('that cannot be looked up for now is no wrong key: the answer is 503', async () => {
    const { store, clock } = sharedLog();
    const host = await hostOver({ store, clock });
    const { text } = await created(host);
    const down = {
      ...store,
      readStream: () => {
        throw new StoreUnavailable('no answer', { reason: 'timeout' });
      },
    };
    const other = await hostOver({ store: down, clock });
    const answer = await other.post('/v1/reports', text, lamp);
    expect([answer.status, answer.body.code]).toEqual([503, 'store-unavailable']);
  });

  it('notes when it is used, and not when it is refused', async () => {
    const used: string[] = [];
    const host = await hostOver(sharedLog(), { used: (id) => used.push(id) });
    const { text, id } = await created(host);
    await host.post('/v1/reports', text, lamp);
    await host.post('/v1/agencies', text, {});
    expect(used).toEqual([id]);
  });

  it('is created by admins alone, for a kind, an agency and commands that fit together', async () => {
    const host = await hostOver(sharedLog());
    const { apiKeyId, digest } = newApiKey(systemRandom());
    const key = {
      apiKeyId,
      digest,
      name: 'x',
      kind: 'operator',
      commands: [],
      reads: true,
      expiresAt: inAYear,
    };
    for (const as of ['dev:operator:o-1', 'dev:auditor:a-1'])
      expect((await host.post('/v1/api-keys', as, key)).status).toBe(403);
    const wrong: readonly (readonly [object, number, string])[] = [
      [{ kind: 'system' }, 422, 'invalid-command'],
      [{ kind: 'agency' }, 422, 'invalid-command'],
      [{ agencyId: 'agency-hue-lighting' }, 422, 'invalid-command'],
      [{ reads: false }, 422, 'invalid-command'],
      [{ commands: ['submit'] }, 422, 'invalid-command'],
      [{ commands: ['*'] }, 422, 'invalid-command'],
      [{ onBehalfOf: 'https://id.example' }, 422, 'invalid-command'],
      [{ digest: 'secret' }, 422, 'invalid-command'],
      [{ kind: 'officer' }, 422, 'names-nothing'],
      [{ commands: ['report.nope'] }, 422, 'names-nothing'],
      [{ commands: ['reports.submit'] }, 422, 'names-nothing'],
      [{ commands: ['Report.*'] }, 422, 'names-nothing'],
      [{ commands: ['invitation.accept'] }, 422, 'names-nothing'],
      [{ expiresAt: '2028-12-08T02:00:00Z' }, 422, 'lives-too-long'],
      [{ expiresAt: '9999-12-07T02:00:00Z' }, 422, 'lives-too-long'],
      [{ expiresAt: '2026-12-07T02:00:00Z' }, 422, 'expired-already'],
      [{ kind: 'agency', agencyId: 'agency-hue-lighting' }, 422, 'unknown-agency'],
    ];
    for (const [change, status, code] of wrong) {
      const answer = await host.post('/v1/api-keys', asAdmin, { ...key, ...change });
      expect([change, answer.status, answer.body.code]).toEqual([change, status, code]);
    }
    const known = await host.post('/v1/api-keys', asAdmin, { ...key, commands: ['reports.submit'] });
    expect(known.body.known).toEqual(
      expect.arrayContaining(['report.*', 'report.submit', 'attachment.upload', 'apiKey.create', 'agency.*']),
    );
    expect(known.body.known).not.toContain('invitation.accept');
    expect((await host.post('/v1/api-keys', asAdmin, key)).status).toBe(201);
    expect((await host.post('/v1/api-keys', asAdmin, key)).body.code).toBe('already-exists');
  });

  it('creates no key that is wider than itself', async () => {
    const host = await hostOver(sharedLog());
    const scope = { kind: 'admin', commands: ['apiKey.create', 'report.submit'], reads: false };
    const { text } = await created(host, { ...scope, expiresAt: '2027-06-01T00:00:00.000Z' });
    const within = { name: 'x', kind: 'operator', commands: ['report.submit'], reads: false };
    const asked = async (change: object) => {
      const { apiKeyId, digest } = newApiKey(systemRandom());
      const expiresAt = '2027-05-01T00:00:00.000Z';
      const key = { apiKeyId, digest, ...within, expiresAt, ...change };
      const { status, body } = await host.post('/v1/api-keys', text, key);
      return [status, body.code];
    };
    for (const change of [
      { commands: ['report.*'] },
      { commands: ['apiKey.*'] },
      { commands: ['report.submit', 'report.verify'] },
      { reads: true },
      { expiresAt: '2027-06-01T00:00:00.001Z' },
    ])
      expect([change, ...(await asked(change))]).toEqual([change, 403, 'wider-than-itself']);
    expect(await asked({})).toEqual([201, undefined]);
    expect(await asked({ kind: 'admin', ...{ commands: scope.commands } })).toEqual([201, undefined]);
  });

  it('that reads creates none that reads as another kind, which sees what it does not', async () => {
    const host = await hostOver(sharedLog());
    const scope = { kind: 'admin', commands: ['apiKey.create', 'report.submit'], reads: true };
    const { text } = await created(host, { ...scope, expiresAt: '2027-06-01T00:00:00.000Z' });
    const asked = async (kind: string, reads: boolean) => {
      const { apiKeyId, digest } = newApiKey(systemRandom());
      const expiresAt = '2027-05-01T00:00:00.000Z';
      const key = { apiKeyId, digest, name: 'x', kind, commands: ['report.submit'], reads, expiresAt };
      const { status, body } = await host.post('/v1/api-keys', text, key);
      return [kind, status, body.code];
    };
    for (const kind of ['operator', 'citizen', 'auditor'])
      expect(await asked(kind, true)).toEqual([kind, 403, 'wider-than-itself']);
    expect(await asked('operator', false)).toEqual(['operator', 201, undefined]);
    expect(await asked('admin', true)).toEqual(['admin', 201, undefined]);
  });

  it('of an agency acts for that agency alone', async () => {
    const host = await hostOver(sharedLog());
    for (const agencyId of ['agency-hue-lighting', 'agency-hue-parks'])
      await host.post('/v1/agencies', 'dev:operator:o-1', { agencyId, name: agencyId, kind: 'government' });
    const scope = {
      kind: 'agency',
      agencyId: 'agency-hue-lighting',
      commands: ['report.accept'],
      reads: true,
    };
    const { text } = await created(host, scope);
    const reportOf = async (agencyId: string): Promise<string> => {
      const { reportId } = (await host.post('/v1/reports', 'dev:citizen:c-1', lamp)).body;
      await host.post(`/v1/reports/${reportId}/verify`, 'dev:operator:o-1', { category: 'lighting' });
      await host.post(`/v1/reports/${reportId}/assign`, 'dev:operator:o-1', { agencyId });
      return `/v1/reports/${reportId}`;
    };
    expect((await host.post(`${await reportOf('agency-hue-lighting')}/accept`, text)).status).toBe(200);
    expect((await host.post(`${await reportOf('agency-hue-parks')}/accept`, text)).status).toBe(404);
  });

  it('on behalf of citizens of an issuer that signs nobody in here reports for nobody', async () => {
    const known = 'https://id.example/';
    const host = await hostOver(sharedLog(), undefined, undefined, [known]);
    const keyOf = (onBehalfOf: string) =>
      created(host, { kind: 'citizen', onBehalfOf, commands: ['report.submit'] });
    const c17 = { 'on-behalf-of': 'c-17' };
    const unknown = await host.post('/v1/reports', (await keyOf('https://id.example')).text, lamp, c17);
    expect([unknown.status, unknown.body.code]).toEqual([403, 'forbidden']);
    expect((await host.post('/v1/reports', (await keyOf(known)).text, lamp, c17)).status).toBe(201);
  });

  it.each([
    ['https://id.example/', '"https://id.example" is one, without the slash at its end'],
    [
      'https://staff.example',
      '"https://staff.example/" is one, with a slash at its end',
      'https://staff.example/',
    ],
    ['https://other.example', 'there are: https://id.example'],
  ])(
    'on behalf of citizens of %s is not made where that signs in none',
    async (onBehalfOf, words, known = 'https://id.example') => {
      const { store, clock } = sharedLog();
      const found = identityWorkflowsWith({ citizenIssuers: [known] }).find(
        ({ workflow }) => workflow.name === 'apiKey',
      );
      if (found === undefined) throw new TypeError('no apiKey');
      const { workflow, policy } = found;
      const handler: AnyCommandHandler = commandHandler({ workflow, policy, store, clock });
      const { apiKeyId, digest } = newApiKey(systemRandom());
      const key = {
        apiKeyId,
        digest,
        name: 'x',
        kind: 'citizen',
        commands: ['report.submit'],
        reads: false,
        expiresAt: inAYear,
      };
      const actor = { kind: 'admin', id: 'a-1' };
      await expect(handler.create('create', { ...key, onBehalfOf }, { actor })).rejects.toMatchObject({
        code: 'names-nothing',
        message: expect.stringContaining(words),
        details: { known: [known] },
      });
      expect(await handler.create('create', { ...key, onBehalfOf: known }, { actor })).toMatchObject({
        id: apiKeyId,
      });
      // On behalf of nobody it names no issuer.
      const other = newApiKey(systemRandom());
      const plain = { ...key, apiKeyId: other.apiKeyId, digest: other.digest };
      expect(await handler.create('create', plain, { actor })).toMatchObject({ id: other.apiKeyId });
    },
  );

  it('on behalf of citizens reports as the citizen, who goes on by themselves, and is recorded beside them', async () => {
    const host = await hostOver(sharedLog());
    const { text, id } = await created(host, {
      kind: 'citizen',
      onBehalfOf: 'https://id.example',
      commands: ['report.submit'],
      reads: true,
    });
    const c17 = { 'on-behalf-of': 'c-17' };
    const submitted = await host.post('/v1/reports', text, lamp, c17);
    expect(submitted.status).toBe(201);
    const report = `/v1/reports/${submitted.body.reportId}`;
    // The citizen has it, by their own sign-in; the machine has it for nobody else.
    expect((await host.get(report, 'dev:citizen:c-17')).body.allowedCommands).toContain('withdraw');
    expect((await host.get(report, 'dev:citizen:c-18')).status).toBe(404);
    const ofOffice = (await host.get(`${report}/history`, 'dev:auditor:a-1')).body.events[0];
    expect(ofOffice).toMatchObject({
      actor: { kind: 'citizen', id: 'c-17' },
      givenBy: { kind: 'citizen', id: `key:${id}` },
    });
    for (const as of ['dev:citizen:c-17', 'dev:analyst:an-1'])
      expect((await host.get(`${report}/history`, as)).text).not.toContain('key:');
    // For nobody, for nobody who can be called so, and by a key that has not the right to it.
    const plain = await created(host);
    const refused = [
      await host.post('/v1/reports', text, lamp),
      await host.post('/v1/reports', text, lamp, { 'on-behalf-of': 'c 17' }),
      await host.post('/v1/reports', plain.text, lamp, c17),
      await host.post(`${report}/withdraw`, text, {}, c17),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      refused.map(() => [403, 'forbidden']),
    );
    // Who signs in acts for themselves: what they send of it is refused, and not left out.
    const ofPerson = await host.post('/v1/reports', 'dev:citizen:c-18', lamp, c17);
    expect([ofPerson.status, ofPerson.body.code]).toEqual([422, 'not-on-behalf']);
  });

  it('is nowhere but with its machine: no answer has its secret, nor the digest of it', async () => {
    const host = await hostOver(sharedLog());
    const { text, id } = await created(host);
    const kept = await host.handlers.get('apiKey')?.load(id);
    const { digest } = (kept?.state ?? {}) as { digest: string };
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const secret = text.slice(-52);
    const answers = [
      await host.get(`/v1/api-keys/${id}`, asAdmin),
      await host.get(`/v1/api-keys/${id}/history`, asAdmin),
      await host.get('/metrics', asAdmin),
      await host.post('/v1/agencies', text, {}),
      await host.post(`/v1/api-keys/${id}/revoke`, asAdmin, { reason: 'x' }),
    ];
    for (const { text: said } of answers) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain(digest);
    }
    expect(answers[0]?.body).toMatchObject({ apiKeyId: id, phase: 'active', commands: ['report.submit'] });
  });
});
