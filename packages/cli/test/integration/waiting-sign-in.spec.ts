import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { phananhConsole } from '@phananh/console';
import { createReports, type EventStore, huePolicy } from '@phananh/core';
import { systemClock } from '@phananh/core/engine';
import { StoreAccessDenied, StoreUnavailable } from '@phananh/core/store';
import { memoryEventStore } from '@phananh/core/testing';
import * as http from '@phananh/http';
import { demandIdentitySecret } from '@phananh/identity';
import { readModels, runningWorkflows } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { commandOperations } from '../../src/admin/command-operations.ts';
import { auth } from '../../src/config/sections/auth.ts';
import { signIn } from '../../src/running/sign-in.ts';
import { withIdentity } from '../../src/store/identity.ts';

const refusals = [
  () => new StoreAccessDenied('not yours', {}),
  () => new StoreUnavailable('no answer', { reason: 'timeout' }),
];

/** A host whose store refuses everything until it is mended, and what was told of another secret. */
const waiting = async (log: EventStore, refusal: () => StoreAccessDenied | StoreUnavailable) => {
  const directory = inTemporaryDirectory();
  let isMended = false;
  const demand = (): void => {
    if (!isMended) throw refusal();
  };
  const store: EventStore = {
    ...log,
    readStream: (...given) => {
      demand();
      return log.readStream(...given);
    },
    append: async (...given) => {
      demand();
      return log.append(...given);
    },
  };
  const reports = createReports({ store, policy: huePolicy });
  const workflows = withIdentity();
  const models = readModels(':memory:', { policy: huePolicy, workflows });
  onTestFinished(() => models.close());
  const identitySecretFile = join(directory, 'secret');
  writeFileSync(identitySecretFile, 'y'.repeat(32));
  const told: unknown[] = [];
  const running = {
    reports,
    readModels: models,
    workflows: runningWorkflows(workflows, { reports, clock: systemClock }),
  };
  const ways = (settings: object) =>
    signIn(running, {
      auth: auth.parse({ ...settings, identitySecretFile }),
      place: { store: { scheme: 'sqlite', path: join(directory, 'a.db') } },
      http,
      onKeys: () => {},
      onOtherSecret: (error) => told.push(error),
    });
  const { authenticate, demandSecret } = await ways({ mode: 'dev' });
  const hostWith = async (authenticate: http.Authenticate) => {
    const { app, close } = await http.createHost({
      reports,
      readModels: models,
      authenticate,
      log: { level: 'silent' },
      extend: async (app) => {
        await app.register(phananhConsole, {
          reports,
          readModels: models,
          authenticate,
          sessionKey: new Uint8Array(32).fill(7),
        });
      },
    });
    onTestFinished(() => close());
    return app;
  };
  const app = await hostWith(authenticate);
  /** The cookie of who signed in at another host of this console. */
  const signedInElsewhere = async (): Promise<string> => {
    const other = await hostWith(http.developmentAuth({ isSaid: true }));
    const { cookies } = await other.inject({
      method: 'POST',
      url: '/console/sign-in/development',
      headers: {
        host: 'localhost',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: 'as=operator:o-1',
    });
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  };
  const ask = async () => {
    const answer = await app.inject({
      url: '/v1/agencies/agency-a',
      headers: { authorization: 'Bearer dev:citizen:c-1', host: 'localhost' },
    });
    return answer.json().code;
  };
  const handlers = [reports.handler, reports.agencies.handler];
  return {
    ask,
    /** Somebody gives a command over the admin socket. */
    giveOverSocket: async () =>
      commandOperations(handlers, demandSecret)['POST /commands']?.({
        by: 'root',
        workflow: 'agency',
        command: 'register',
        commandId: 'register-agency-a-once',
        input: { agencyId: 'agency-b', name: 'B', kind: 'government' },
      }),
    /** Somebody comes back whose browser keeps a session. */
    comeBack: async () => {
      const cookie = await signedInElsewhere();
      const { statusCode, body, headers } = await app.inject({
        url: '/console/work',
        headers: { host: 'localhost', cookie, 'accept-language': 'en' },
      });
      return { status: statusCode, body, retryAfter: headers['retry-after'] };
    },
    ready: async () => {
      const { statusCode, body } = await app.inject({ url: '/readyz', headers: { host: 'localhost' } });
      return { ...JSON.parse(body), status: statusCode };
    },
    told,
    mend: () => {
      isMended = true;
    },
  };
};

it.each(refusals)(
  'a host waits for a store that does not let it in yet, and lets nobody in before: %s',
  async (refusal) => {
    const log = memoryEventStore();
    const host = await waiting(log, refusal);
    const { code } = refusal();
    expect(await host.ask()).toBe(code);
    await expect(host.giveOverSocket()).rejects.toMatchObject({ code });
    expect(await host.comeBack()).toMatchObject({ status: 503, retryAfter: '1' });
    expect(await host.ready()).toMatchObject({ status: 503, code: 'not-ready' });
    host.mend();
    expect(await host.comeBack()).toMatchObject({ status: 200, body: expect.stringContaining('<html') });
    expect(await host.ask()).toBe('not-found');
    expect(await host.giveOverSocket()).toMatchObject({ id: 'agency-b' });
    expect(await host.ready()).toMatchObject({ status: 200 });
    expect(host.told).toEqual([]);
  },
);

it('a host that finds another secret when its store answers lets nobody in, and is told to end', async () => {
  const log = memoryEventStore();
  await demandIdentitySecret(log, Buffer.alloc(32, 'x'));
  const host = await waiting(log, () => new StoreAccessDenied('not yours', {}));
  host.mend();
  const code = 'identity-secret-differs';
  expect(await host.ask()).toBe(code);
  expect(await host.comeBack()).toMatchObject({
    status: 503,
    retryAfter: '1',
    body: expect.stringContaining('All hosts of one log have the same file'),
  });
  expect(await host.ready()).toMatchObject({ status: 503, code: 'not-ready', checks: ['sign-in'] });
  await expect(host.giveOverSocket()).rejects.toMatchObject({ code });
  const differs = expect.objectContaining({ code });
  expect(host.told).toEqual([differs, differs, differs, differs]);
});
