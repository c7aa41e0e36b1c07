import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { startedServer } from '../support/event-store-db.ts';
import { runManyHosts } from '../support/many-hosts.ts';

it('three hosts on one log for minutes, killed and cut off dozens of times', async () => {
  const server = await startedServer();
  const run = await runManyHosts({
    directory: inTemporaryDirectory(),
    connectionString: server.connectionString,
    server,
    hosts: 3,
    reports: 60,
    commentsOnEach: 40,
    disturbEvery: 60,
  });
  process.stderr.write(`${JSON.stringify(run)}\n`);
  expect(run.kills).toBeGreaterThan(10);
});
