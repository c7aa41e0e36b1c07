import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterEach, expect, it, vi } from 'vitest';
import { phananh } from '../support/in-process.ts';

afterEach(() => void vi.unstubAllEnvs());

const configOf = (value: object): string => {
  const path = join(inTemporaryDirectory(), 'phananh.jsonc');
  writeFileSync(path, `// one configuration\n${JSON.stringify(value)}`);
  return path;
};

const rowsOf = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { setting: string; value: unknown; from: object });

it('config show says every value and where it comes from, whatever part of the command it was given to', async () => {
  const file = configOf({ store: 'sqlite:x.db', log: { level: 'info' } });
  vi.stubEnv('PHANANH_TIMERS', 'false');
  for (const args of [
    ['config', 'show', '--config', file, '--port', '5'],
    ['config', '--config', file, 'show', '--port', '5'],
  ]) {
    const rows = rowsOf((await phananh(...args, '--json')).out);
    const row = (name: string) => rows.find(({ setting }) => setting === name);
    expect(row('listen.port')).toMatchObject({ value: 5, from: { from: 'flag', flag: '--port' } });
    expect(row('timers')).toMatchObject({ value: false, from: { variable: 'PHANANH_TIMERS' } });
    expect(row('log.level')).toMatchObject({ value: 'info', from: { file, line: 2 } });
    expect(row('listen.host')).toMatchObject({ value: '127.0.0.1', from: { from: 'default' } });
  }
});

it('a part that may be absent is given as a whole, with the defaults of what it leaves out', async () => {
  const of = (out: string) => rowsOf(out).find(({ setting }) => setting === 'evidence.s3')?.value;
  expect(of((await phananh('config', 'show', '--json')).out)).toBeNull();
  vi.stubEnv('PHANANH_EVIDENCE_S3', '{"bucket":"photos"}');
  expect(of((await phananh('config', 'show', '--json')).out)).toMatchObject({ bucket: 'photos', prefix: '' });
  vi.stubEnv('PHANANH_EVIDENCE_S3', '{"prefix":"x"}');
  expect(await phananh('config', 'show')).toMatchObject({
    code: 2,
    err: expect.stringContaining('PHANANH_EVIDENCE_S3/bucket is missing'),
  });
});

it('config show has no password of an address, and no secret of a file', async () => {
  const secret = join(inTemporaryDirectory(), 'store');
  writeFileSync(secret, 'esdb://admin:Q7Apassword@host');
  for (const args of [
    ['--store', 'esdb://admin:Q7Apassword@host'],
    ['--config', configOf({ storeFile: secret })],
  ])
    for (const form of [[], ['--json']]) {
      const { code, out, err } = await phananh('config', 'show', ...args, ...form);
      expect(code).toBe(0);
      expect(out).toContain('host');
      expect(out + err).not.toContain('Q7A');
    }
});

it('config show has no password and no query of any URL, wherever in a setting it stands', async () => {
  const file = configOf({
    auth: {
      issuers: [
        {
          issuer: 'https://issuer.example/realm',
          audience: 'phananh',
          jwksUri: 'https://keys.example/jwks?token=Q7Atoken',
          actors: [{ kind: 'citizen' }],
        },
      ],
      identitySecretFile: 'secret',
    },
    evidence: {
      s3: { bucket: 'photos', endpoint: 'https://Q7Auser:Q7Apassword@s3.example:9000/x?k=Q7Aquery#Q7Apart' },
      converter: { command: 'convert', args: ['--through', 'socks5://Q7Auser:Q7Apassword@proxy.example'] },
    },
  });
  for (const form of [[], ['--json']]) {
    const { code, out, err } = await phananh('config', 'show', '--config', file, ...form);
    expect(code, err).toBe(0);
    expect(out).toContain('https://…@s3.example:9000/x?…#…');
    expect(out).toContain('https://keys.example/jwks?…');
    expect(out).toContain('https://issuer.example/realm');
    expect(out + err).not.toContain('Q7A');
  }
  const wrong = configOf({ evidence: { s3: { bucket: 'b', endpoint: 'ftp://Q7Auser:Q7Apassword@s3' } } });
  const refused = await phananh('config', 'show', '--config', wrong);
  expect(refused).toMatchObject({
    code: 2,
    err: expect.stringContaining('/evidence/s3/endpoint is not the address'),
  });
  expect(refused.err).not.toContain('Q7A');
});

it('config check refuses what the host would stumble over, and names variables that are no settings', async () => {
  const missing = await phananh('config', 'check', '--config', configOf({ calendars: ['no.json'] }));
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('calendars.0: there is no ') });
  const empty = join(inTemporaryDirectory(), 'empty.json');
  writeFileSync(empty, '{}');
  const policy = await phananh('config', 'check', '--config', configOf({ policy: empty }));
  expect(policy.code).toBe(1);
  const check = () => phananh('config', 'check', '--config', configOf({ listen: { port: 4000 } }));
  vi.stubEnv('PHANANH_PORT', '1');
  expect(await check()).toMatchObject({
    code: 0,
    err: expect.stringContaining('PHANANH_PORT is no setting: did you mean PHANANH_LISTEN_PORT?'),
  });
  vi.stubEnv('PHANANH_LISTEN_PROT', '1');
  for (const refused of [await check(), await phananh('serve', '--port', '0'), await phananh('reports')])
    expect(refused).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('PHANANH_LISTEN_PROT is no setting: did you mean PHANANH_LISTEN_PORT?'),
    });
});

it('config check refuses what serve would: kinds, secrets and addresses that cannot be', async () => {
  const secret = (bytes: number): string => {
    const path = join(inTemporaryDirectory(), 'secret');
    writeFileSync(path, 'x'.repeat(bytes), { mode: 0o600 });
    return path;
  };
  const auth = (kind: string, identitySecretFile: string) => ({
    auth: {
      issuers: [{ issuer: 'https://issuer.example', audience: 'phananh', actors: [{ kind }] }],
      identitySecretFile,
    },
  });
  const map = (settings: object) => ({ console: { map: settings } });
  for (const [config, words] of [
    [auth('ctizen', secret(40)), 'auth.issuers gives the kind ctizen'],
    [auth('citizen', secret(6)), 'holds 6 bytes'],
    [{ store: 'esdb://host:99999999?tls=maybe' }, 'a host is name:port'],
    [{ store: 'esdb://host?tls=maybe' }, 'tls'],
    [map({ tiles: 'https://tiles.example/{z}/{x}/{y}.png' }), 'no attribution'],
    [map({ tiles: 'http://tiles.example/{z}/{x}/{y}.png', attribution: 'x' }), 'no address of pictures'],
    [map({ tiles: 'https://a.example/{z}/{x}/{y}', tilesFile: 'a', attribution: 'x' }), 'one base map'],
    [map({ tilesFile: secret(40), attribution: 'x' }), 'no PMTiles file'],
    [map({ tilesFile: secret(40), attribution: 'x', deepestZoom: 9 }), 'deepestZoom without tiles'],
    [map({ areasFile: secret(40) }), 'no JSON'],
    [{ auth: { mode: 'dev' }, listen: { host: '0.0.0.0' } }, 'listens on loopback only, not on 0.0.0.0'],
    [{ listen: { host: '10.1.2.3' } }, 'listens on loopback only'],
    [{ listen: { host: '300.1.2.3' } }, '/listen/host is neither an address nor a name'],
  ] as const) {
    const { code, err } = await phananh('config', 'check', '--config', configOf(config));
    expect(code, words).not.toBe(0);
    expect(err).toContain(words);
  }
  const good = await phananh('config', 'check', '--config', configOf(auth('citizen', secret(40))));
  expect(good, good.err).toMatchObject({ code: 0, err: '' });
});

it.skipIf(process.platform === 'win32')(
  'config check refuses a pipe, and warns of a secret that others may open',
  async () => {
    const pipe = join(inTemporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const piped = await phananh('config', 'check', '--config', pipe);
    expect(piped).toMatchObject({ code: 2, err: expect.stringContaining('is a pipe') });
    const storeFile = join(inTemporaryDirectory(), 'store');
    writeFileSync(storeFile, 'sqlite:x.db');
    chmodSync(storeFile, 0o640);
    const open = await phananh('config', 'check', '--config', configOf({ storeFile }));
    expect(open).toMatchObject({
      code: 0,
      err: expect.stringContaining(`storeFile: others than its owner may open`),
    });
  },
);

it('every command on a store has the store of the configuration', async () => {
  vi.stubEnv('PHANANH_CONFIG', configOf({ store: 'sqlite:of-the-config.db' }));
  const { code, err } = await phananh('report', '0197a3de-0000-7000-8000-000000000000');
  expect(code).toBe(1);
  expect(err).toContain('of-the-config.db');
  const other = await phananh(
    'report',
    '0197a3de-0000-7000-8000-000000000000',
    '--store',
    'sqlite:/typed.db',
  );
  expect(other.err).toContain('/typed.db');
});

it('a host does not start under a configuration that cannot be', async () => {
  const { code, err } = await phananh('serve', '--config', configOf({ listen: { prot: 1 } }));
  expect(code).toBe(2);
  expect(err).toContain('line 2: /listen/prot is not a known setting');
});
