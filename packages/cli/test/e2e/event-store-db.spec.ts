import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { authority, secure, startTestServer, type TestServer } from '@phananh/eventstoredb-test-server';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { type HostProcess, startHostOn } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { phananhProcess, repositoryRoot } from '../support/command.ts';
import { startedServer, truncate, writeByHand } from '../support/event-store-db.ts';
import { phananh } from '../support/in-process.ts';

const cases = join(repositoryRoot, 'packages', 'cli', 'samples', 'cases.csv');
const map = join(repositoryRoot, 'packages', 'cli', 'samples', 'map.json');
const calendar = join('packages', 'core', 'src', 'calendar', 'data', 'vn-official-days.json');

let directory: string;
beforeEach(() => {
  directory = inTemporaryDirectory();
});

/** Where the store is and where this host's read models are. */
const at = ({ connectionString }: { readonly connectionString: string }, name = 'here') =>
  ['--store', connectionString, '--read-models', join(directory, `${name}.read.db`)] as const;

const hosted = async (server: TestServer): Promise<HostProcess> => {
  const [, address, ...models] = at(server, 'host');
  const host = await startHostOn(address, ...models);
  onTestFinished(() => host.kill());
  return host;
};

const submitted = async ({ url }: HostProcess): Promise<string> => {
  const { status, body } = await post(`${url}/v1/reports`, 'citizen:c-17', lamp);
  expect(status).toBe(201);
  return body.reportId;
};

it('every command does on a server what it does on a file', async () => {
  const server = await startedServer();
  const file = ['--store', `sqlite:${join(directory, 'file.db')}`] as const;
  const both = async (...args: readonly string[]) => {
    const [onServer, onFile] = [await phananh(...args, ...at(server)), await phananh(...args, ...file)];
    expect(onServer.code, onServer.err).toBe(0);
    expect(onFile.code, onFile.err).toBe(0);
    return [onServer.out, onFile.out] as const;
  };
  const counts = (text: string) => {
    const { seconds: _, eventsPerSecond: __, position: ___, ...rest } = JSON.parse(text);
    return rest;
  };
  const [one, other] = await both('import', cases, '--map', map, '--allow-rejects', '--json');
  expect(counts(one)).toEqual(counts(other));
  expect(counts(one).events).toBe(114);

  const moment = ['--as-of', '2026-11-25T00:00:00+07:00'];
  for (const args of [
    ['sla', '--json', '--group-by', 'agency', ...moment],
    ['whatif', '--json', '--calendar', 'packages/core/src/calendar/data/vn-official-days.json', ...moment],
  ]) {
    const [onServer, onFile] = await both(...args);
    expect(onServer).toBe(onFile);
    expect(onServer).not.toBe('');
  }
  const [report] = (await Array.fromAsync(server.log.records)).filter(({ stream }) =>
    stream.startsWith('report-'),
  );
  const id = report?.stream.slice('report-'.length) ?? '';
  for (const args of [['report', id, '--json'], ['history', id], ['explain', id], ['redate']])
    expect((await phananh(...args, ...at(server))).code).toBe(0);
  const exported = join(directory, 'cases.csv');
  expect((await phananh('export', '--format', 'csv', '--output', exported, ...at(server))).code).toBe(0);
  expect((await phananh('rebuild', '--json', ...at(server))).code).toBe(0);
  expect((await phananh('doctor', ...at(server))).code).toBe(0);
});

it('a host tells how it follows the log, and goes on by itself when the server is there again', async () => {
  const server = await startedServer();
  const host = await hosted(server);
  await submitted(host);
  const ready = await until(
    () => get(`${host.url}/readyz`),
    ({ status, body }) =>
      status === 200 &&
      body.subscriptions.length === 6 &&
      body.subscriptions.every(({ caughtUp }: never) => caughtUp),
  );
  expect(ready.body.subscriptions).toMatchObject([
    { follower: 'read models', connected: true, caughtUp: true, drops: 0 },
    { follower: 'process manager', connected: true, caughtUp: true, drops: 0 },
    { follower: 'erasures', connected: true, caughtUp: true, drops: 0 },
    { follower: 'process manager of dataRequest', connected: true, caughtUp: true, drops: 0 },
    { follower: 'bulk runs', connected: true, caughtUp: true, drops: 0 },
    { follower: 'copies of photos', connected: true, caughtUp: true, drops: 0 },
  ]);
  await server.restart();
  const again = await until(
    () => get(`${host.url}/readyz`),
    ({ status, body }) =>
      status === 200 && body.subscriptions.every(({ connected, drops }: never) => connected && drops),
  );
  expect(again.body).toMatchObject({ status: 'ready' });
  const reportId = await submitted(host);
  await until(
    () => get(`${host.url}/v1/reports`, 'operator:o-3'),
    ({ body }) => body.cases.some((row: { readonly reportId: string }) => row.reportId === reportId),
  );
  expect(await host.end()).toBe(0);
});

it('a second process does not compute the same read models', async () => {
  const server = await startedServer();
  const [, address, ...models] = at(server, 'host');
  await hosted(server);
  const second = await phananhProcess('serve', '--port', '0', '--store', address, ...models);
  expect(second).toMatchObject({ code: 1, err: expect.stringContaining('store-locked') });
  expect((await phananh('rebuild', ...at(server, 'host'))).err).toContain('store-locked');
  // It asks those of the host.
  expect((await phananh('sla', '--json', ...at(server, 'host'))).code).toBe(0);
});

describe('a server that does not let phananh work is named by the code of what is wrong', () => {
  const commands = [
    ['sla'],
    ['history', '01a2136d-c611-71e2-83bd-18adfc1f0984'],
    ['import', cases, '--map', map],
    ['rebuild'],
  ] as const;

  /** Every command on wrong credentials; of the other causes those that read, for what opens the store tells the cause. */
  const refuses = async (connectionString: string, code: string, but: readonly string[] = []) => {
    for (const args of commands) {
      if (but.includes(args[0])) continue;
      const { code: exit, err } = await phananh(...args, ...at({ connectionString }));
      expect([args[0], exit, err]).toEqual([args[0], 1, expect.stringContaining(`${code}: `)]);
      expect(err).not.toContain('secret');
    }
    const { code: exit, out } = await phananh('doctor', '--json', ...at({ connectionString }));
    expect(exit).toBe(1);
    expect(out).toContain(`"found":"${code}: `);
    expect(out).not.toContain('secret');
  };

  /** A host starts, stays, and says what somebody has to mend. One of each code: a host does not see more of why it was refused. */
  const awaits = async (connectionString: string, code: string) => {
    const [, address, ...models] = at({ connectionString }, 'host');
    const host = await startHostOn(address, ...models);
    onTestFinished(() => host.kill());
    expect((await get(`${host.url}/healthz`)).status).toBe(200);
    expect(await get(`${host.url}/readyz`)).toMatchObject({ status: 503, body: { checks: [code] } });
    expect(await host.end()).toBe(0);
    expect(host.said()).toContain(code);
    expect(host.said()).not.toContain('secret');
  };

  it('wrong credentials', async () => {
    const server = await startedServer({ credentials: secure(), user: { name: 'phananh', password: 'x' } });
    const place = `localhost:${server.port}?tlsCAFile=${encodeURIComponent(authority)}`;
    await refuses(`esdb://phananh:secret@${place}`, 'store-access-denied');
    await awaits(`esdb://phananh:secret@${place}`, 'store-access-denied');
  });

  it('a certificate of an authority that is not known', async () => {
    const server = await startedServer({ credentials: secure() });
    await refuses(`kurrentdb://localhost:${server.port}`, 'store-untrusted', ['import', 'rebuild']);
    await awaits(`kurrentdb://localhost:${server.port}`, 'store-untrusted');
  });

  it('no right to the log as a whole', async () => {
    const server = await startedServer({ rights: { readAll: false } });
    // One stream can still be read.
    await refuses(server.connectionString, 'store-access-denied', ['history', 'import']);
  });

  it.each([
    ['write', 'write streams'],
    ['readStreams', 'read streams'],
    ['readMetadata', 'read the metadata of streams ($mr)'],
  ] as const)(
    'doctor tries the right to %s, names what is missing, and looks at the rest',
    async (right, words) => {
      const server = await startedServer({ rights: { [right]: false } });
      const { code, out } = await phananh('doctor', '--json', ...at(server));
      const findings = out.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
      const denied = {
        what: 'rights',
        state: 'bad',
        found: `store-access-denied: the user may not ${words}`,
      };
      expect([code, findings]).toEqual([1, expect.arrayContaining([expect.objectContaining(denied)])]);
      const good = findings.filter(({ state }) => state === 'good').map(({ what }) => what);
      expect(good).toEqual(
        expect.arrayContaining(['rights', 'store', 'subscription', 'contents', 'read models']),
      );
      expect(server.log.records).toEqual([]);
    },
  );

  it('nobody there', async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    const connectionString = `esdb://127.0.0.1:${port}?tls=false`;
    const { code, err } = await phananhProcess('serve', '--port', '0', ...at({ connectionString }));
    expect([code, err]).toEqual([1, expect.stringContaining('store-unavailable: ')]);
    expect(err).toMatch(/^Waiting for the event store at esdb:\S+ \(\d+ s\): .*ECONNREFUSED/);
    await refuses(connectionString, 'store-unavailable', ['import', 'rebuild', 'history']);
  });

  it('an address that is none', async () => {
    const { code, err } = await phananh('sla', ...at({ connectionString: 'esdb://u:secret@h:port' }));
    expect([code, err]).toEqual([2, expect.stringContaining('invalid-connection-string')]);
    expect(err).not.toContain('secret');
    const unknown = await phananh('sla', '--store', 'postgres://u:secret@h');
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('esdb://')]);
    expect(unknown.err).not.toContain('secret');
  });
});

describe('what others did to the streams', () => {
  /** One host for all that was spoilt: what stops one report stops no other, so that the next test goes on beside it. */
  const shared = (): (() => Hosted) => {
    let all: Hosted | undefined;
    beforeAll(async () => {
      const server = await startTestServer();
      const readModels = join(mkdtempSync(join(tmpdir(), 'phananh-')), 'host.read.db');
      const place = ['--store', server.connectionString, '--read-models', readModels] as const;
      const host = await startHostOn(server.connectionString, '--read-models', readModels);
      all = { server, host, place };
    });
    afterAll(async () => {
      await all?.host.kill();
      await all?.server.stop();
      if (all !== undefined) rmSync(dirname(all.place[3]), { recursive: true });
    });
    return () => {
      if (all === undefined) throw new Error('the host did not start');
      return all;
    };
  };
  interface Hosted {
    readonly server: TestServer;
    readonly host: HostProcess;
    readonly place: readonly ['--store', string, '--read-models', string];
  }
  const twoReports = async (host: HostProcess) => {
    const [spoilt, sound] = [await submitted(host), await submitted(host)];
    await verified(host, spoilt);
    return { spoilt, sound };
  };
  const verified = async ({ url }: HostProcess, reportId: string) =>
    post(`${url}/v1/reports/${reportId}/verify`, 'operator:o-3', { category: 'lighting' });
  const readiness = async ({ url }: HostProcess) => get(`${url}/readyz`);

  describe('by an event', () => {
    const hosted = shared();

    it.each([
      ['of another program', { type: 'verified', data: { category: 'x' }, ours: false }],
      ['that fails its schema', { type: 'published', data: { publicText: 7 }, ours: true }],
      ['of a type that nobody knows', { type: 'danced', data: {}, ours: true }],
    ])('%s stops its report, by name, and no other', async (_, event) => {
      const { server, host, place } = hosted();
      const { spoilt, sound } = await twoReports(host);
      const { parkedStreams: before } = (await readiness(host)).body;
      writeByHand(server, `report-${spoilt}`, event);
      const ready = await until(
        () => readiness(host),
        ({ body }) => body.parkedStreams > before,
      );
      expect(ready).toMatchObject({ status: 200, body: { parkedStreams: before + 1 } });
      const refused = await post(`${host.url}/v1/reports/${spoilt}/assign`, 'operator:o-3', {
        agencyId: 'agency-1',
      });
      expect(refused).toMatchObject({ status: 500, body: { code: 'unknown-event' } });
      expect((await verified(host, sound)).status).toBe(200);
      const { err } = await phananh('history', spoilt, ...place);
      expect(err).toContain(`unknown-event: `);
      expect(err).toContain(`report-${spoilt}`);
      expect((await phananh('parked', ...place)).out).toMatch(new RegExp(`report-${spoilt}\\b.*\\b2\\b`));
      const { code, out } = await phananh('doctor', ...place);
      expect([code, out]).toEqual([1, expect.stringMatching(/parked: report-\S+ at revision 2/)]);
    });
  });

  describe('by the tools of the server', () => {
    const hosted = shared();
    const gone: string[] = [];

    it.each([
      ['tombstoned', (server: TestServer, stream: string) => server.log.tombstone(stream)],
      ['soft-deleted', (server: TestServer, stream: string) => server.log.softDelete(stream)],
      ['truncated', (server: TestServer, stream: string) => truncate(server, stream, 1)],
    ])('a stream that was %s is not taken for one that is shorter, or never was', async (how, spoil) => {
      const { server, host, place } = hosted();
      const { spoilt, sound } = await twoReports(host);
      const stream = `report-${spoilt}`;
      spoil(server, stream);
      gone.push(stream);
      const { code, err } = await phananh('history', spoilt, ...place);
      expect([code, err]).toEqual([1, expect.stringContaining('stream-deleted: ')]);
      expect(err).toContain(how);
      expect(await phananh('report', spoilt, ...place)).toMatchObject({ code: 1, out: '' });
      expect((await verified(host, sound)).status).toBe(200);
      // Of one that was truncated the host knows what it had read before.
      if (how !== 'truncated')
        expect(await get(`${host.url}/v1/reports/${spoilt}`)).toMatchObject({
          status: 500,
          body: { code: 'stream-deleted', stream, how },
        });

      // It happened: the list has it, and everybody is told.
      server.written();
      const ready = await until(
        () => readiness(host),
        ({ body }) => body.deletedStreams >= gone.length,
      );
      expect(ready).toMatchObject({ status: 200, body: { status: 'ready', parkedStreams: 0 } });
      const { body } = await get(`${host.url}/v1/reports`, 'operator:o-3');
      expect(body.deletedStreams).toBe(gone.length);
      expect(body.cases.map(({ reportId }: { reportId: string }) => reportId)).toContain(spoilt);
      const figures = await get(`${host.url}/v1/sla?cohort=submitted`, 'analyst:a-1');
      expect(figures.body).toMatchObject({ deletedReports: gone.length, missingReports: 0 });
      const parked = await phananh('parked', '--json', ...place);
      expect(JSON.parse(parked.out).parked).toMatchObject(
        gone.map((each) => ({ stream: each, type: 'deleted-in-store' })),
      );
      const retried = await phananh('parked', 'retry', stream, ...place);
      expect([retried.code, retried.err]).toEqual([1, expect.stringContaining(`${stream} was ${how}`)]);
      const doctor = await phananh('doctor', ...place);
      expect([doctor.code, doctor.out]).toEqual([1, expect.stringContaining(`${stream} (${how})`)]);
      expect(doctor.out).toContain('streams were deleted in the store');
      const whatif = await phananh('whatif', '--calendar', calendar, ...place);
      expect([whatif.code, whatif.err]).toEqual([1, expect.stringContaining('stream-deleted: report-')]);
      expect(gone.some((each) => whatif.err.includes(`stream-deleted: ${each}`))).toBe(true);
    });

    it('read models that are built after the beginning of a stream is gone park its report', async () => {
      const { server, host, place } = hosted();
      const { spoilt } = await twoReports(host);
      truncate(server, `report-${spoilt}`, 1);
      server.log.scavenge();
      const [, address] = place;
      const { out } = await phananh('rebuild', '--json', ...at({ connectionString: address }, 'anew'));
      expect(JSON.parse(out).parked).toContainEqual(
        expect.objectContaining({ stream: `report-${spoilt}`, revision: 0 }),
      );
    });
  });
});
