import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { authority, secure, startTestServer, type TestServer } from '@phananh/eventstoredb-test-server';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHostWith } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const here = fileURLToPath(new URL('.', import.meta.url));
const text = (name: string): string => readFileSync(join(here, name), 'utf8');

const Service = z.looseObject({
  image: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  env_file: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  networks: z.object({ cluster: z.object({ ipv4_address: z.string() }) }).optional(),
  volumes: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
});
type Service = z.infer<typeof Service>;

const Compose = z.object({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.null()),
});

const { services, volumes } = Compose.parse(parse(text('compose.yaml'), { merge: true, uniqueKeys: true }));

const settings = (name: string): ReadonlyMap<string, string> =>
  new Map(
    text(name)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );

const named = (name: RegExp): readonly (readonly [string, Service])[] =>
  Object.entries(services).filter(([service]) => name.test(service));
const nodes = named(/^node\d$/);
const hosts = named(/^host\d$/);
const address = (service: Service): string => service.networks?.cluster.ipv4_address ?? '';
const publishedPort = ({ ports: [port = ''] = [] }: Service): string => port.split(':')[1] ?? '';

describe('the compose file', () => {
  it('has three nodes, each of which knows the two others', () => {
    expect(nodes).toHaveLength(3);
    expect(settings('node.env').get('KURRENTDB_CLUSTER_SIZE')).toBe('3');
    for (const [name, node] of nodes) {
      const others = nodes.filter(([other]) => other !== name).map(([, other]) => `${address(other)}:2113`);
      expect(node.environment?.KURRENTDB_GOSSIP_SEED?.split(',')).toEqual(others);
      expect(node.environment?.KURRENTDB_REPLICATION_IP).toBe(address(node));
      expect(node.env_file).toEqual(['node.env']);
    }
  });

  it('tells clients the ports under which this machine reaches the nodes, and gives each a certificate for them', () => {
    const certificates = services.certificates?.command?.join('\n') ?? '';
    expect(settings('node.env').get('KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS')).toBe('127.0.0.1');
    for (const [name, node] of nodes) {
      expect(node.environment?.KURRENTDB_ADVERTISE_NODE_PORT_TO_CLIENT_AS).toBe(publishedPort(node));
      expect(certificates).toContain(`-out ${name} -ip-addresses 127.0.0.1,${address(node)}`);
      expect(node.environment?.KURRENTDB_CERTIFICATE_FILE).toBe(`/certificates/${name}/node.crt`);
    }
  });

  it('gives the hosts all three nodes, the authority of the certificates, and a volume each', () => {
    expect(hosts).toHaveLength(2);
    const store = new URL(
      settings('host.env')
        .get('PHANANH_STORE')
        ?.replace(/,[^?]*/, '') ?? '',
    );
    const listed = settings('host.env')
      .get('PHANANH_STORE')
      ?.match(/127\.0\.0\.1:\d+/g);
    expect(listed).toEqual(nodes.map(([, node]) => `127.0.0.1:${publishedPort(node)}`));
    expect(store.searchParams.get('tlsCAFile')).toBe('/certificates/ca/ca.crt');
    const own = hosts.map(([, host]) => host.volumes?.find((volume) => volume.endsWith(':/data')));
    expect(new Set(own).size).toBe(2);
    expect(settings('host.env').get('PHANANH_READ_MODELS')).toMatch(/^\/data\//);
    for (const [, { env_file, build, depends_on }] of hosts) {
      expect(env_file).toEqual(['host.env']);
      expect(Object.keys(depends_on ?? {})).toEqual(nodes.map(([name]) => name));
      expect(existsSync(join(here, build?.context ?? '', build?.dockerfile ?? ''))).toBe(true);
    }
  });

  it('names no volume, service or file that is not there', () => {
    for (const service of Object.values(services)) {
      for (const volume of service.volumes ?? [])
        expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
      for (const file of service.env_file ?? []) expect(existsSync(join(here, file))).toBe(true);
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(Object.keys(services)).toContain(other);
    }
  });
});

/** Three nodes on one log, of which the first leads, with TLS and the user of the example. */
const cluster = async (user: { readonly name: string; readonly password: string }) => {
  const servers: TestServer[] = [];
  const members = () =>
    servers.map(({ port }, number) => ({
      host: 'localhost',
      port,
      state: number === 0 ? ('leader' as const) : ('follower' as const),
      isAlive: true,
    }));
  const leader = () => members()[0];
  for (const number of [0, 1, 2]) {
    const log = servers[0]?.log;
    const follows = number > 0 && { leader };
    servers.push(
      await startTestServer({ credentials: secure(), user, members, ...(log && { log }), ...follows }),
    );
  }
  onTestFinished(async () => {
    for (const server of servers) await server.stop();
  });
  return servers;
};

it('both hosts start with these commands and settings on a cluster of three nodes', async () => {
  const configured = settings('host.env').get('PHANANH_STORE') ?? '';
  const [, name = '', password = ''] = /\/\/([^:]+):([^@]+)@/.exec(configured) ?? [];
  const servers = await cluster({ name, password });
  // The same address, but for the ports of these nodes and the file of their authority.
  const store = configured
    .replace(/@[^?]+/, `@${servers.map(({ port }) => `localhost:${port}`).join(',')}`)
    .replace('/certificates/ca/ca.crt', authority);
  const directory = inTemporaryDirectory();
  const started = await Promise.all(
    hosts.map(async ([host, { command = [] }]) => {
      const env = { PHANANH_STORE: store, PHANANH_READ_MODELS: join(directory, host, 'host.read.db') };
      const process = await startHostWith(env, ...command.map((word) => (/^400\d$/.test(word) ? '0' : word)));
      onTestFinished(() => process.kill());
      return process;
    }),
  );
  const [one, other] = started;
  const made = await post(`${one?.url}/v1/reports`, 'citizen:c-17', lamp);
  expect(made.status).toBe(201);
  for (const { url } of started) {
    const ready = await until(
      () => get(`${url}/readyz`),
      ({ status, body }) =>
        status === 200 &&
        body.subscriptions.length > 0 &&
        body.subscriptions.every(({ connected, caughtUp }: never) => connected && caughtUp),
    );
    expect(ready.body.status).toBe('ready');
  }
  await until(
    () => get(`${other?.url}/v1/reports`, 'operator:o-3'),
    ({ body }) => body.cases?.length === 1,
  );
  for (const host of started) expect(await host.end()).toBe(0);
});
