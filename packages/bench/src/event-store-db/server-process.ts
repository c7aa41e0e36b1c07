import { startTestServer } from '@phananh/eventstoredb-test-server';

/**
 * The test server in a process of its own, which answers appends after so many milliseconds: tells its connection string, and does
 * what its parent says. The benchmarks run on it only: they begin with an empty log, and stop the server and start it again.
 */
const [, , answersAfter = '0'] = process.argv;
const server = await startTestServer({ answersAfter: Number(answersAfter) });
process.on('message', async (order: 'stop' | 'start') => {
  if (order === 'stop') await server.stop();
  else await server.start();
  process.send?.({ done: order });
});
process.once('disconnect', () => process.exit());
process.send?.({ connectionString: server.connectionString });
