import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startCommand } from '../processes/command.ts';
import type { HttpLoaded } from '../processes/http-load.ts';
import { loadHost } from '../processes/load-host.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const connections = 64;
const warmUpMilliseconds = 6_000;
const roundMilliseconds = 3_000;
const rounds = 3;
const people = 1_000;
const strangers = 40_000;
const audience = 'https://phananh.example';

const development = 'development tokens';
const warm = 'access tokens, seen before';
const cold = 'access tokens, each for the first time';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Access tokens of so many people. */
const tokensFor = (issuer: string, key: KeyObject, prefix: string, count: number): readonly string[] => {
  const iat = Math.floor(Date.now() / 1000);
  const head = part({ alg: 'ES256', typ: 'at+jwt', kid: 'k-1' });
  return Array.from({ length: count }, (_, number) => {
    const claims = {
      iss: issuer,
      aud: audience,
      sub: `${prefix}-${number}`,
      client_id: 'portal',
      iat,
      exp: iat + 3600,
    };
    const signed = `${head}.${part(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  });
};

/** Publishes a key. */
const startIssuer = async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k-1', alg: 'ES256', use: 'sig' };
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, privateKey, close: () => server.close() };
};

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const issuer = await startIssuer();
    const fileOf = (name: string, count: number): string => {
      const file = join(directory, `${name}.json`);
      writeFileSync(file, JSON.stringify(tokensFor(issuer.url, issuer.privateKey, name, count)));
      return file;
    };
    const known = fileOf('known', people);
    const secret = join(directory, 'identity.secret');
    writeFileSync(secret, randomBytes(32).toString('base64'));
    const config = join(directory, 'phananh.jsonc');
    const issuers = [
      { issuer: issuer.url, audience, jwksUri: `${issuer.url}/jwks`, actors: [{ kind: 'citizen' }] },
    ];
    writeFileSync(
      config,
      JSON.stringify({
        auth: { issuers, identitySecretFile: secret },
        // What is measured is sign-in: as many as can ask.
        rateLimits: { enabled: false },
        overload: { enabled: false },
      }),
    );
    const started = (name: string, ...options: readonly string[]) =>
      startCommand(
        ['serve', '--port', '0', '--store', `sqlite:${join(directory, `${name}.db`)}`, '--json', ...options],
        directory,
      );
    const hosts = [started('development'), started('issuers', '--config', config)] as const;
    const urls = await Promise.all(hosts.map(async ({ firstLine }) => JSON.parse(await firstLine).url));
    const [ofDevelopment = '', ofIssuers = ''] = urls;
    const asDevelopment = { connections };
    const asPeople = { connections, tokens: known };
    await loadHost(ofDevelopment, { ...asDevelopment, milliseconds: warmUpMilliseconds });
    await loadHost(ofIssuers, { ...asPeople, milliseconds: warmUpMilliseconds });
    const loads: { [subject: string]: HttpLoaded[] } = { [development]: [], [warm]: [], [cold]: [] };
    // In turns: what the machine does beside it meets both.
    for (let round = 0; round < rounds; round++) {
      loads[development]?.push(
        await loadHost(ofDevelopment, { ...asDevelopment, milliseconds: roundMilliseconds }),
      );
      loads[warm]?.push(await loadHost(ofIssuers, { ...asPeople, milliseconds: roundMilliseconds }));
    }
    const unknown = fileOf('unknown', strangers);
    loads[cold]?.push(
      await loadHost(ofIssuers, { connections, tokens: unknown, milliseconds: roundMilliseconds }),
    );
    issuer.close();
    for (const { child } of hosts) child.kill('SIGTERM');
    await Promise.all(hosts.map(({ ended }) => ended));
    return Object.entries(loads).map(([subject, those]) => figureOf(subject, those));
  });

const figureOf = (subject: string, those: readonly HttpLoaded[]): Figure => {
  const sum = (of: (one: HttpLoaded) => number): number => those.reduce((total, one) => total + of(one), 0);
  const failed = sum((one) => one.failed);
  return {
    subject,
    value: sum(({ commands }) => commands) / sum(({ seconds }) => seconds),
    unit: 'requests/s',
    notes: those.map(({ commands, seconds }) => `${Math.round(commands / seconds)}/s`),
    ...(failed > 0 && {
      failure: `${failed} requests failed, the first: ${those.find((one) => one.firstError)?.firstError}`,
    }),
  };
};

export const signIn: Benchmark = {
  name: 'sign-in',
  workload: `Submissions with distinct bodies over ${connections} connections, in turns to a host with development tokens and to one that takes access tokens (ES256) of an issuer, of ${people} people each; then to the second one with a token that it has not seen before in each request.`,
  bars: [
    { subject: warm, limit: { demand: 'at least', value: 0.85, unit: '', timesAsManyAs: development } },
    { subject: cold },
  ],
  run,
};
