import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { startedServer } from '../support/event-store-db.ts';
import { runManyHosts } from '../support/many-hosts.ts';

// Three hosts, for minutes, are among the slow tests.
it('two hosts on one log, killed and cut off: no command is lost or doubled, each timer fires once, all tables are the same', async () => {
  const server = await startedServer();
  const run = await runManyHosts({
    directory: inTemporaryDirectory(),
    connectionString: server.connectionString,
    server,
    hosts: 2,
    reports: 8,
    commentsOnEach: 12,
    disturbEvery: 30,
  });
  expect(run.kills).toBeGreaterThan(0);
  expect(run.cuts).toBeGreaterThan(0);
});

/** A server of your own that nobody else uses meanwhile, such as `esdb://localhost:2113?tls=false`. */
const { EVENTSTORE_URL: connectionString } = process.env;

it.skipIf(connectionString === undefined)('the same on the server of EVENTSTORE_URL, without cuts', () =>
  runManyHosts({
    directory: inTemporaryDirectory(),
    connectionString: connectionString ?? '',
    hosts: 2,
    reports: 8,
    commentsOnEach: 12,
    disturbEvery: 60,
  }),
);
