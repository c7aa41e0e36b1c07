import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReports, type EventStore, huePolicy } from '@phananh/core';
import { systemClock } from '@phananh/core/engine';
import { StoreAccessDenied, StoreUnavailable } from '@phananh/core/store';
import { memoryEventStore } from '@phananh/core/testing';
import * as http from '@phananh/http';
import { demandIdentitySecret } from '@phananh/identity';
import { readModels, runningWorkflows } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
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
  const actors = [{ kind: 'citizen' }];
  const { bearers } = await ways({ issuers: [{ issuer: 'https://id.example', audience: 'hue', actors }] });
  const { app, close } = await http.createHost({ reports, authenticate, log: { level: 'silent' } });
  onTestFinished(() => close());
  const ask = async () => {
    const answer = await app.inject({
      url: '/v1/agencies/agency-a',
      headers: { authorization: 'Bearer dev:citizen:c-1', host: 'localhost' },
    });
    return answer.json().code;
  };
  return {
    ask,
    demandSecret,
    /** Somebody comes back whose browser keeps a session. */
    comeBack: async () => bearers?.admitted({ kind: 'citizen', id: 'c'.repeat(64), address: undefined }),
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
    await expect(host.demandSecret()).rejects.toMatchObject({ code });
    await expect(host.comeBack()).rejects.toMatchObject({ code });
    host.mend();
    expect(await host.comeBack()).toMatchObject({ kind: 'citizen' });
    expect(await host.ask()).toBe('not-found');
    expect(host.told).toEqual([]);
  },
);

it('a host that finds another secret when its store answers lets nobody in, and is told to end', async () => {
  const log = memoryEventStore();
  await demandIdentitySecret(log, Buffer.alloc(32, 'x'));
  const host = await waiting(log, () => new StoreAccessDenied('not yours', {}));
  host.mend();
  expect(await host.ask()).not.toBe('not-found');
  await expect(host.comeBack()).rejects.toMatchObject({ code: 'identity-secret-differs' });
  const differs = expect.objectContaining({ code: 'identity-secret-differs' });
  expect(host.told).toEqual([differs, differs]);
});
