import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventFault } from '@phananh/core/reports';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import { demandIdentitySecret } from '@phananh/identity';
import { get } from '@phananh/test-support/api';
import { startHostWith } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { startedServer } from '../support/event-store-db.ts';

it('a host that waited for its store and finds that its secret is another one ends with 1, and leaves its port', async () => {
  const rights: { readAll?: boolean; readStreams?: boolean; write?: boolean } = {};
  const { connectionString } = await startedServer({ rights });
  const log = eventStoreDbEventStore({ connectionString, findFault: eventFault });
  await demandIdentitySecret(log, Buffer.alloc(32, 'x'));
  await log.close();

  const may = (all: boolean) => Object.assign(rights, { readAll: all, readStreams: all, write: all });
  may(false);
  const directory = inTemporaryDirectory();
  const [secret, config] = [join(directory, 'secret'), join(directory, 'phananh.json')];
  writeFileSync(secret, 'y'.repeat(32), { mode: 0o600 });
  writeFileSync(config, JSON.stringify({ auth: { mode: 'dev', identitySecretFile: secret } }));
  const store = ['--store', connectionString, '--read-models', join(directory, 'host.read.db')];
  const host = await startHostWith({}, 'serve', '--port', '0', '--config', config, ...store);
  onTestFinished(() => host.kill());
  expect((await get(`${host.url}/healthz`)).status).toBe(200);
  expect((await get(`${host.url}/v1/reports`, 'operator:o-1')).status).toBe(503);

  may(true);
  // Whoever asks first makes it ask the store again.
  expect(await get(`${host.url}/v1/reports`, 'operator:o-1')).toMatchObject({
    status: 503,
    body: { code: 'identity-secret-differs' },
  });
  expect(await host.ended()).toBe(1);
  expect(host.said()).toContain('identity-secret-differs');
  await expect(fetch(`${host.url}/healthz`)).rejects.toThrow('fetch failed');
});
