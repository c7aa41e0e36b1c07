import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Json } from '@phananh/test-support/api';
import { startHostWith } from '@phananh/test-support/host-process';
import { type RealIssuer, realIssuer } from '@phananh/test-support/real-issuer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

const audience = 'https://phananh.hue.example';
const page = readFileSync(new URL('../../../../docs/how-to/sign-in.md', import.meta.url), 'utf8');
const configuration = /```jsonc\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const transcript = /<!-- transcript: .*? -->\n```\n([\s\S]*?)```/.exec(page)?.[1];

let directory = '';
let issuer: RealIssuer;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-sign-in-'));
  issuer = await realIssuer({
    audience,
    claimsOf: (account) => (account.startsWith('o-') ? { realm_access: { roles: ['centre'] } } : {}),
  });
});
afterAll(async () => {
  await issuer.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The configuration of the page, with the issuer of this test in the place of both of its issuers. */
const configFile = (name: string): string => {
  const path = join(directory, `${name}.jsonc`);
  const [national, staff] = ['https://id.example', 'https://staff.hue.example'];
  const text = configuration
    .replace(staff, issuer.url)
    .replaceAll(national, 'https://id.invalid')
    .replace(
      '"value": "centre" }',
      '"value": "centre" }, { "kind": "citizen", "claim": "client_id", "value": "portal" }',
    );
  writeFileSync(path, text);
  return path;
};

/** For its owner alone, as the page has it made. */
const secretIs = (secret: string): void =>
  writeFileSync(join(directory, 'identity.secret'), secret, { mode: 0o600 });

it('a host of issuers lets in whom they sign in, as the page says, and no other host goes on with another secret', async () => {
  secretIs(`${'k'.repeat(44)}\n`);
  const config = configFile('phananh');
  const store = `sqlite:${join(directory, 'hue.db')}`;
  const args = ['serve', '--config', config, '--store', store, '--port', '0', '--host', '0.0.0.0'];
  const host = await startHostWith({}, ...args);
  const told: string[] = [];
  const url = host.url.replace('0.0.0.0', '127.0.0.1');
  let reported = '';
  try {
    const ask = async (
      what: string,
      path: string,
      token: string | undefined,
      body?: object,
      tries = 10,
    ): Promise<Json> => {
      const answer = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const said: Json = await answer.json();
      // A host with too much to do says when to ask again.
      if (answer.status === 503 && tries > 1) {
        await setTimeout(1_000 * Number(answer.headers.get('retry-after') ?? 1));
        return ask(what, path, token, body, tries - 1);
      }
      const detail = said.code === undefined ? '' : ` ${said.code}: ${said.detail}`;
      told.push(`${body === undefined ? 'GET' : 'POST'} ${what} → ${answer.status}${detail}`);
      return said;
    };
    const citizen = await issuer.signIn('046123456789');
    const operator = await issuer.signIn('o-3');
    told.push('# The citizen signs in with the issuer, which gives a code, and for the code a token.');
    told.push(...citizen.steps, '# The token is what the host takes.');
    const location = { lat: 16.4637, lng: 107.5909 };
    const lamp = { text: 'Đèn đường hỏng', location, channel: 'app' };
    const { reportId } = await ask('/v1/reports', '/v1/reports', citizen.accessToken, lamp);
    const report = `/v1/reports/${reportId}`;
    reported = report;
    await ask('/v1/reports/{reportId}/verify', `${report}/verify`, citizen.accessToken, {
      category: 'lighting',
    });
    told.push('# Neither the token of identity of the same sign-in, nor development tokens, nor none.');
    await ask('/v1/reports/{reportId}', report, citizen.idToken);
    await ask('/v1/reports/{reportId}', report, 'dev:operator:o-3');
    await ask('/v1/reports/{reportId}/verify', `${report}/verify`, undefined, { category: 'lighting' });
    told.push('# An operator, by the role in the token.');
    await ask('/v1/reports/{reportId}/verify', `${report}/verify`, operator.accessToken, {
      category: 'lighting',
    });
    const history = await ask('/v1/reports/{reportId}/history', `${report}/history`, operator.accessToken);
    // Whatever was answered in its place is named: a host that has too much to do answers 503.
    expect(history, told.join('\n')).toHaveProperty('events');
    told.push(
      '# Who it was, as the log has it: 64 hexadecimal digits, and nothing of the issuer or of its number.',
    );
    told.push(`actor.kind ${history.events[0].actor.kind}, actor.id ${history.events[0].actor.id}`);
    expect(JSON.stringify(history)).not.toContain('046123456789');
    expect(host.said()).not.toContain('DEVELOPMENT');
  } finally {
    expect(await host.end()).toBe(0);
  }
  // Another issuer each time, another id.
  const all = told.map((line) => line.replaceAll(/[0-9a-f]{64}/g, 'f3…'));
  expect(`${all.join('\n')}\n`).toBe(transcript);

  // The same secret on the next host: the citizen is who they were.
  const next = await startHostWith({}, ...args);
  try {
    const { accessToken } = await issuer.signIn('046123456789');
    const answer = await fetch(`${next.url.replace('0.0.0.0', '127.0.0.1')}${reported}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(answer.status).toBe(200);
    expect(next.said()).toBe('');
  } finally {
    await next.end();
  }

  const key = ['keys', 'create', '--name', 'x', '--kind', 'citizen', '--commands', 'report.submit'];
  const unknown = ['--on-behalf-of', 'https://id.invalid/', '--config', config, '--store', store];
  const keyed = await phananh(...key, ...unknown);
  expect([keyed.code, keyed.err]).toEqual([
    1,
    expect.stringContaining('"https://id.invalid/"; "https://id.invalid" is one'),
  ]);
  secretIs(`${'l'.repeat(44)}\n`);
  const other = await phananh(...args);
  const differs = [1, expect.stringMatching(/^identity-secret-differs: /m)];
  expect([other.code, other.err]).toEqual(differs);
  // Nor a command that makes ids of people with it, nor a host that only invites.
  const invite = ['officers', 'invite', 'an@hue.gov.vn', '--agency', 'agency-hue-lighting'];
  const invited = await phananh(...invite, '--config', config, '--store', store);
  expect([invited.code, invited.err]).toEqual(differs);
  const secretOnly = join(directory, 'secret-only.jsonc');
  writeFileSync(secretOnly, '{ "auth": { "identitySecretFile": "identity.secret" } }');
  const ofDevelopment = ['serve', '--config', secretOnly, '--auth', 'dev', '--port', '0', '--store', store];
  const inviting = await phananh(...ofDevelopment);
  expect([inviting.code, inviting.err]).toEqual(differs);
  secretIs('short');
  const short = await phananh(...args);
  expect([short.code, short.err]).toEqual([2, expect.stringMatching(/^invalid-config: .*at least 32/m)]);
  const doctor = await phananh('doctor', '--store', store);
  expect(doctor.out).not.toContain('identitySecret');
});

it('a host whose issuer cannot be reached is told what to do by the commands of its machine, and lets machines in', async () => {
  secretIs('k'.repeat(44));
  const issuerAway = 'http://127.0.0.1:9';
  const config = join(directory, 'away.jsonc');
  const actors = [{ kind: 'citizen' }];
  const auth = {
    identitySecretFile: 'identity.secret',
    issuers: [{ issuer: issuerAway, audience, actors }],
  };
  writeFileSync(config, JSON.stringify({ auth }));
  const at = ['--config', config, '--store', `sqlite:${join(directory, 'away.db')}`];
  const host = await startHostWith({}, 'serve', '--port', '0', ...at);
  try {
    const ask = async (path: string, token: string): Promise<Json> => {
      const answer = await fetch(`${host.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      return { status: answer.status, ...((await answer.json()) as object) };
    };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuerAway, sub: '1', aud: audience, iat: now, exp: now + 60 };
    const token = `${part({ alg: 'RS256', typ: 'at+jwt', kid: 'x' })}.${part(claims)}.${part({})}`;
    expect(await ask('/v1/agencies', token)).toMatchObject({ status: 503, code: 'issuer-unavailable' });
    const create = ['keys', 'create', '--name', 'x', '--kind', 'operator', '--commands', 'report.verify'];
    const made = await phananh(...create, '--reads', '--json', ...at);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(await ask('/v1/agencies', JSON.parse(made.out).key)).toMatchObject({ status: 200 });
  } finally {
    expect(await host.end()).toBe(0);
  }
});

it('development tokens beside issuers keep the host on this machine', async () => {
  const config = configFile('beside');
  const refused = await phananh(
    'serve',
    '--config',
    config,
    '--auth',
    'dev',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
  );
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('loopback only')]);
});

it.each([
  ['{ "auth": { "mode": "issuers" } }', 'auth.mode is issuers'],
  [
    '{ "auth": { "issuers": [{ "issuer": "http://id.example", "audience": "a", "actors": [{ "kind": "citizen" }] }] } }',
    'https',
  ],
  [
    '{ "auth": { "issuers": [{ "issuer": "https://id.example", "audience": "a", "actors": [{ "kind": "system" }] }] } }',
    'is inside',
  ],
  [
    '{ "auth": { "issuers": [{ "issuer": "https://id.example", "audience": "a", "actors": [] }] } }',
    '/auth/issuers/0/actors',
  ],
  [
    '{ "auth": { "issuers": [{ "issuer": "https://id.example", "audience": "a", "actors": [{ "kind": "citizen", "claim": "x" }] }] } }',
    'both claim and value',
  ],
  [
    '{ "auth": { "issuers": [{ "issuer": "https://id.example", "audience": "a", "actors": [{ "kind": "citizen" }] }] } }',
    'auth.identitySecretFile is needed',
  ],
  [
    '{ "auth": { "issuers": [{ "issuer": "https://id.example", "audience": "a", "actors": [{ "kind": "citizen" }], "secret": "x" }] } }',
    'secret',
  ],
])('the configuration %s is refused before anything starts', async (text, why) => {
  const path = join(directory, 'wrong.jsonc');
  writeFileSync(path, text);
  const { code, err } = await phananh('serve', '--config', path, '--port', '0');
  expect([code, err]).toEqual([2, expect.stringMatching(/^invalid-config: /m)]);
  expect(err).toContain(why);
});
