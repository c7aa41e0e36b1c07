import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { get, lamp, post } from '@phananh/test-support/api';
import { type HostProcess, startHost, startHostWith } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-keys-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hotline = ['--name', 'Tổng đài', '--kind', 'operator', '--commands', 'report.submit', '--json'];

const submit = async ({ url }: HostProcess, key: string): Promise<number> => {
  const answer = await fetch(`${url}/v1/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(lamp),
  });
  return answer.status;
};

describe('officers', () => {
  it('are registered, suspended and listed through the host that holds the store and by its address', async () => {
    const path = join(directory, 'officers.db');
    const at = ['--store', `sqlite:${path}`];
    const host = await startHost(path);
    const agency = { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'enterprise' };
    await post(`${host.url}/v1/agencies`, 'operator:o-1', agency);
    const admin = join(directory, 'dev.key');
    writeFileSync(admin, 'dev:admin:ad-1');
    const far = ['--url', host.url, '--key-file', admin];
    const of = ['--agency', 'agency-hue-lighting'];
    const done = [
      await phananh('officers', 'register', 'head-1', '--role', 'head', '--name', 'An', ...of, ...at),
      await phananh('officers', 'register', 'officer-2', ...of, ...far),
      await phananh('officers', 'suspend', 'officer-2', '--reason', 'nghỉ phép', ...at),
    ];
    expect(done.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    // Who a head is for, their agency says: the list shows them theirs.
    const { body } = await get(
      `${host.url}/v1/officers?after=${await endOf(host)}`,
      `agency:head-1:${of[1]}`,
    );
    expect(body.officers).toHaveLength(2);
    expect((await get(`${host.url}/v1/officers`, 'agency:x:agency-hue-parks')).body.officers).toEqual([]);
    const listed = JSON.parse((await phananh('officers', 'list', '--json', ...of, ...at)).out);
    expect(listed).toMatchObject([
      { officerId: 'head-1', name: 'An', role: 'head', phase: 'active' },
      { officerId: 'officer-2', phase: 'suspended' },
    ]);
    expect((await phananh('officers', ...far)).out).toContain('head-1');
    const uninvited = await phananh('officers', 'invite', 'an@hue.gov.vn', ...of, ...at);
    expect([uninvited.code, uninvited.err]).toEqual([1, expect.stringContaining('no-addresses')]);
    expect(await host.end()).toBe(0);
  });
});

describe('an officer', () => {
  it('is invited, and again, through the host that holds the store and by its address: one invitation, whose address stands nowhere', async () => {
    const path = join(directory, 'invited.db');
    const secret = join(directory, 'identity.secret');
    writeFileSync(secret, 's'.repeat(44), { mode: 0o600 });
    const config = join(directory, 'inviting.jsonc');
    writeFileSync(config, JSON.stringify({ auth: { identitySecretFile: secret } }));
    const at = ['--config', config, '--store', `sqlite:${path}`];
    const host = await startHostWith({}, 'serve', '--auth', 'dev', '--port', '0', ...at);
    const agency = { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'enterprise' };
    await post(`${host.url}/v1/agencies`, 'operator:o-1', agency);
    const far = ['--url', host.url, '--key-file', fileOf('dev-admin.key', 'dev:admin:ad-1')];
    const invite = (email: string, ...rest: readonly string[]) =>
      phananh('officers', 'invite', email, '--agency', agency.agencyId, ...rest);
    const first = await invite('An.Nguyen@hue.gov.vn', '--role', 'head', ...at);
    expect(first).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^invite: [0-9a-f]{64}\n$/) });
    const id = first.out.slice('invite: '.length).trim();
    // Without the secret of the host, which makes the id: the host says it.
    for (const way of [at, far]) {
      const again = await invite('an.nguyen@hue.gov.vn', '--days', '30', ...way);
      expect(again).toMatchObject({ code: 0, err: '', out: `invite-again: ${id}\n` });
    }
    for (const way of [at, far]) {
      const nowhere = await phananh('officers', 'invite', 'b@hue.gov.vn', '--agency', 'agency-nope', ...way);
      expect([nowhere.code, nowhere.err]).toEqual([
        1,
        expect.stringMatching(/unknown-agency: .*there is no agency agency-nope/),
      ]);
    }
    const { body } = await get(`${host.url}/v1/invitations?after=${await endOf(host)}`, 'admin:ad-1');
    expect(body.invitations).toMatchObject([{ invitationId: id, phase: 'open', role: 'officer' }]);
    const { body: history } = await get(`${host.url}/v1/invitations/${id}/history`, 'admin:ad-1');
    expect(history.events.map(({ actor }: { actor: object }) => actor)).toMatchObject([
      { kind: 'admin', id: userInfo().username },
      { kind: 'admin', id: userInfo().username },
      { kind: 'admin', id: 'ad-1' },
    ]);
    expect(await host.end()).toBe(0);
    expect(readFileSync(path).toString('latin1').toLowerCase()).not.toContain('nguyen@hue');
    expect(host.said().toLowerCase()).not.toContain('nguyen@hue');
  });
});

/** What stands behind `$ phananh` in a how-to, as a shell splits it. */
const linesOf = (page: string): readonly (readonly string[])[] =>
  [
    ...readFileSync(new URL(`../../../../docs/how-to/${page}.md`, import.meta.url), 'utf8').matchAll(
      /^\$ (?:\(umask 077; )?phananh (.*?)(?: > admin\.key\))?$/gm,
    ),
  ].map(([, line = '']) =>
    [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );

it('every command line of the how-tos about keys and officers does what stands there, in their order', async () => {
  const config = join(directory, 'how-to.jsonc');
  const secret = join(directory, 'how-to.secret');
  writeFileSync(secret, 's'.repeat(44), { mode: 0o600 });
  const issuer = { issuer: 'https://id.example', audience: 'a', actors: [{ kind: 'citizen' }] };
  const store = `sqlite:${join(directory, 'how-to.db')}`;
  writeFileSync(config, JSON.stringify({ store, auth: { identitySecretFile: secret, issuers: [issuer] } }));
  const host = await startHostWith({}, 'serve', '--config', config, '--port', '0');
  const centre = ['--kind', 'operator', '--commands', 'agency.register', '--name', 'x'];
  const { out } = await phananh('keys', 'create', ...centre, '--config', config);
  const agency = { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'enterprise' };
  const registered = await fetch(`${host.url}/v1/agencies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${out.trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify(agency),
  });
  expect(registered.status).toBe(201);
  const stands = new Map([
    ['phananh.jsonc', config],
    ['https://phananh.hue.example', host.url],
  ]);
  const lines = [...linesOf('api-keys'), ...linesOf('officers')];
  expect(lines.length).toBeGreaterThanOrEqual(7);
  for (const line of lines) {
    const ran = await phananh(...line.map((word) => stands.get(word) ?? word));
    expect([ran.code, ran.err.replace(/^The key is shown once.*\n/, '')], line.join(' ')).toEqual([0, '']);
    // The first key stands for the one of the page, and the admin's for the file that it is written to.
    if (!stands.has('7w0m3fq9x2c8e5tz')) stands.set('7w0m3fq9x2c8e5tz', ran.out.slice(4, 20));
    if (line.includes('quản trị')) stands.set('admin.key', fileOf('how-to.key', ran.out));
  }
  expect(await host.end()).toBe(0);
});

/** Up to where the log of a host is: what was written is in the lists then. */
const endOf = async ({ url }: HostProcess): Promise<number> =>
  (await post(`${url}/v1/reports`, 'citizen:c-1', lamp)).body.position;

describe('keys', () => {
  it('are created and revoked without a host, through the one that holds the store, and by its address', async () => {
    const path = join(directory, 'keys.db');
    const at = ['--store', `sqlite:${path}`];
    // The store has to be there: its address may be mistyped.
    const missing = await phananh('keys', 'create', ...hotline, ...at);
    expect(missing.code).toBe(1);
    const first = await startHost(path);
    expect(await first.end()).toBe(0);

    const alone = await phananh('keys', 'create', ...hotline, ...at);
    expect([alone.code, alone.err]).toEqual([0, '']);
    const byItself = JSON.parse(alone.out);

    const host = await startHost(path);
    const created = await phananh('keys', 'create', ...hotline, ...at);
    expect(created.code).toBe(0);
    const throughSocket = JSON.parse(created.out);
    expect([await submit(host, byItself.key), await submit(host, throughSocket.key)]).toEqual([201, 201]);

    const adminKey = join(directory, 'admin.key');
    const admin = [
      '--name',
      'quản trị',
      '--kind',
      'admin',
      '--commands',
      'apiKey.*,report.submit',
      '--reads',
    ];
    const shown = await phananh('keys', 'create', ...admin, ...at);
    expect(shown.err).toContain('shown once');
    writeFileSync(adminKey, shown.out);
    const far = ['--url', host.url, '--key-file', adminKey];
    // Not longer than the key that creates it lives.
    const remote = await phananh('keys', 'create', ...hotline, '--expires', '90d', ...far);
    expect([remote.code, remote.err]).toEqual([0, '']);
    const elsewhere = JSON.parse(remote.out);
    expect(await submit(host, elsewhere.key)).toBe(201);

    const user = userInfo().username;
    const listed = JSON.parse((await phananh('keys', 'list', '--json', ...at)).out);
    expect(listed).toHaveLength(4);
    expect(listed).toContainEqual(
      expect.objectContaining({
        apiKeyId: throughSocket.apiKeyId,
        state: 'active',
        commands: ['report.submit'],
        createdBy: user,
        lastUsedAt: expect.stringMatching(/^\d{4}-/),
      }),
    );
    const table = await phananh('keys', ...far);
    expect(table.out).toContain(elsewhere.apiKeyId);
    // The host says when they were used, as it knows by itself: also of the key by which it is asked.
    const fromElsewhere = JSON.parse((await phananh('keys', 'list', '--json', ...far)).out);
    const usedAt = (all: readonly { apiKeyId: string; lastUsedAt: string }[]) =>
      Object.fromEntries(all.map(({ apiKeyId, lastUsedAt }) => [apiKeyId, lastUsedAt]));
    const uses = usedAt(fromElsewhere);
    expect(uses).toEqual({ ...usedAt(listed), ...uses });
    expect(Object.values(uses)).not.toContain(null);

    const reason = ['--reason', 'lộ'];
    const revoked = [
      await phananh('keys', 'revoke', throughSocket.apiKeyId, ...reason, ...far),
      await phananh('keys', 'revoke', byItself.key, ...reason, ...at),
    ];
    expect(revoked.map(({ code }) => code)).toEqual([0, 0]);
    expect(await submit(host, throughSocket.key)).toBe(401);
    expect(await submit(host, byItself.key)).toBe(401);
    const twice = await phananh('keys', 'revoke', byItself.apiKeyId, ...reason, ...at);
    expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('wrong-phase')]);
    const unknown = await phananh('keys', 'revoke', '0000000000000000', ...reason, ...at);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('not-found')]);
    const nothing = [
      await phananh(
        'keys',
        'create',
        '--name',
        'x',
        '--kind',
        'operator',
        '--commands',
        'report.nope',
        ...at,
      ),
      await phananh('keys', 'create', '--name', 'x', '--kind', 'officer', '--reads', ...far),
    ];
    for (const { code, err } of nothing) {
      expect([code, err]).toEqual([1, expect.stringContaining('names-nothing')]);
      expect(err).toMatch(/report\.submit|operator/);
    }
    const forbidden = await phananh('keys', 'list', '--url', host.url, '--key-file', fileWith(elsewhere.key));
    expect([forbidden.code, forbidden.err]).toEqual([1, expect.stringContaining('forbidden')]);
    expect(await host.end()).toBe(0);

    for (const { key } of [byItself, throughSocket, elsewhere]) {
      const secret = key.slice(-52);
      expect(readFileSync(path).includes(secret)).toBe(false);
      expect(host.said()).not.toContain(secret);
    }
    // Nothing is wrong with a log that has them.
    const figures = await phananh('sla', '--json', ...at);
    expect([figures.code, figures.err]).toEqual([0, '']);
    const after = JSON.parse((await phananh('keys', 'list', '--json', ...at)).out);
    expect(after.filter(({ state }: { state: string }) => state === 'revoked')).toHaveLength(2);
  });

  it.each([
    [['--kind', 'operator', '--reads', '--expires', 'never'], 'a number of days'],
    [['--kind', 'operator', '--reads', '--url', 'ftp://x'], '--url takes the address'],
    [['--kind', 'operator', '--reads', '--url', 'https://phananh.example'], '--key-file'],
    [['--kind', 'operator', '--reads', '--url', 'http://phananh.example'], 'over https'],
  ])('are not made of %j', async (options, why) => {
    const { code, err } = await phananh('keys', 'create', '--name', 'x', ...options);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});

const fileOf = (name: string, key: string): string => {
  const path = join(directory, name);
  writeFileSync(path, key);
  return path;
};

const fileWith = (key: string): string => fileOf(`${key.slice(4, 20)}.key`, key);
