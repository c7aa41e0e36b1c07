import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { eventFault } from '@phananh/core/reports';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import type { TestServer } from '@phananh/eventstoredb-test-server';
import { createHost, developmentAuth } from '@phananh/http';
import { type RunFailure, runReports } from '@phananh/sqlite';
import { type Json, lamp, until } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startedServer } from '../support/event-store-db.ts';
import { quick } from '../support/quick-projection-log.ts';

const module = new URL('../support/quick-projection-log.ts', import.meta.url).href;

const hosted = async (
  { connectionString }: TestServer,
  { readModels = join(inTemporaryDirectory(), 'host.read.db'), inThread = true } = {},
) => {
  const store = eventStoreDbEventStore({ connectionString, findFault: eventFault, timing: quick });
  const failures: RunFailure[] = [];
  const host = await runReports({
    store,
    readModels,
    ...(inThread && { log: { module, address: connectionString } }),
    policy: huePolicy,
    onError: (failure) => failures.push(failure),
  });
  const { app, close } = await createHost({
    ...host,
    authenticate: developmentAuth(),
    log: { level: 'silent' },
  });
  onTestFinished(close);
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    payload?: object,
  ): Promise<{ readonly status: number; readonly body: Json }> => {
    const headers = { authorization: `Bearer dev:${method === 'GET' ? 'operator:o-3' : 'citizen:c-17'}` };
    const { statusCode, body } = await app.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: statusCode, body: JSON.parse(body) };
  };
  const submit = () => ask('POST', '/v1/reports', lamp);
  const ready = () => ask('GET', '/readyz');
  const listed = async (): Promise<readonly string[]> => {
    const { body } = await ask('GET', '/v1/reports');
    return (body.cases ?? []).map(({ reportId }: { readonly reportId: string }) => reportId);
  };
  const { failure } = host.readModels;
  return { failures, failure, ask, submit, ready, listed, readModels, close };
};

/** A server, and how its operator spoils it for a while. */
const spoilt = {
  'store-access-denied': async () => {
    const rights: { readAll?: boolean; readStreams?: boolean; write?: boolean } = {};
    const server = await startedServer({ rights });
    const all = (may: boolean) => Object.assign(rights, { readAll: may, readStreams: may, write: may });
    return { server, spoil: () => all(false), mend: () => all(true) };
  },
  'store-untrusted': async () => {
    const server = await startedServer();
    const fault = { kind: 'status', code: 14, message: 'unable to verify the first certificate' } as const;
    const faults = Array.from({ length: 5_000 }, () => fault);
    const spoil = () => {
      server.faults.next('read', ...faults);
      server.faults.next('subscribe', ...faults);
    };
    return { server, spoil, mend: () => server.faults.clear() };
  },
};

const codes = ['store-access-denied', 'store-untrusted'] as const;

describe.each(codes)('a host of a store that is %s', (code) => {
  const notReady = { status: 503, body: { code: 'not-ready', checks: [code] } };

  it.each([
    ['in a thread', true],
    ['on one thread', false],
  ])('starts, is not ready, and goes on when that is mended, %s', async (_, inThread) => {
    const { server, spoil, mend } = await spoilt[code]();
    spoil();
    const host = await hosted(server, { inThread });
    expect((await host.ask('GET', '/healthz')).status).toBe(200);
    expect(await host.ready()).toMatchObject(notReady);
    expect((await host.submit()).status).toBe(503);
    expect(await host.ask('GET', '/v1/reports')).toMatchObject({
      status: 503,
      body: { code: 'read-models-rebuilding' },
    });
    expect(host.failures[0]).toMatchObject({ what: 'store', error: { code } });
    mend();
    const { status, body } = await host.submit();
    expect(status).toBe(201);
    await until(host.ready, (answer) => answer.status === 200);
    await until(host.listed, (ids) => ids.includes(body.reportId));
  });

  it('that was well before starts too, and answers with what it has', async () => {
    const { server, spoil, mend } = await spoilt[code]();
    const before = await hosted(server);
    const { body: first } = await before.submit();
    await until(before.listed, (ids) => ids.includes(first.reportId));
    await before.close();
    spoil();
    const host = await hosted(server, { readModels: before.readModels });
    expect(await host.ready()).toMatchObject(notReady);
    expect(await host.listed()).toEqual([first.reportId]);
    mend();
    await until(host.ready, (answer) => answer.status === 200);
  });

  it('for a while goes on by itself, read models too', async () => {
    const { server, spoil, mend } = await spoilt[code]();
    const host = await hosted(server);
    await until(host.ready, (answer) => answer.status === 200);
    spoil();
    await server.restart();
    const spoiltAnswer = await until(host.ready, (answer) => answer.body.checks?.[0] === code);
    expect(spoiltAnswer).toMatchObject(notReady);
    // Also for a host that says nothing of its subscriptions.
    await until(
      async () => host.failure()?.code,
      (now) => now === code,
    );
    mend();
    const { body } = await until(host.submit, ({ status }) => status === 201);
    await until(host.listed, (ids) => ids.includes(body.reportId));
    await until(host.ready, (answer) => answer.status === 200);
  });

  it('does not start where its tables would be there at once, in memory and empty', async () => {
    const { server, spoil } = await spoilt[code]();
    spoil();
    await expect(hosted(server, { readModels: ':memory:' })).rejects.toMatchObject({ code });
  });
});
