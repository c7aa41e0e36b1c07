import { once } from 'node:events';
import { join } from 'node:path';
import { sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { start } from '../support/command.ts';
import { startedServer } from '../support/event-store-db.ts';
import { phananh } from '../support/in-process.ts';

it('a copy that is killed, again and again, goes on and ends equal', async () => {
  const directory = inTemporaryDirectory();
  const path = join(directory, 'source.db');
  const source = sqliteEventStore(path);
  const streams = Array.from({ length: 40 }, (_, n) => `report-${n}`);
  for (let round = 0; round < 30; round++)
    await Promise.all(
      streams.map((stream) =>
        source.append(stream, [newEvent({ round })], {
          expectedRevision: round === 0 ? 'no-stream' : round - 1,
        }),
      ),
    );
  const { connectionString, log } = await startedServer();
  const copy = ['copy', '--from', `sqlite:${path}`, '--to', connectionString, '--json'] as const;
  // The host goes on writing.
  let more = 0;
  for (const share of [0.1, 0.4, 0.7]) {
    const child = start(...copy);
    const exited = once(child, 'exit');
    while (log.records.length < share * 1_200) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await exited;
    await source.append('agency-1', [newEvent()], { expectedRevision: 'any' });
    more += 1;
  }
  const { code, out, err } = await phananh(...copy);
  expect(code, err).toBe(0);
  const told = JSON.parse(out);
  expect(told).toMatchObject({ events: 1_200 + more, streams: 41, sourceHasMore: false });
  expect(told.alreadyThere).toBeGreaterThanOrEqual(840);
  expect(log.records).toHaveLength(1_200 + more);

  const back = `sqlite:${join(directory, 'back.db')}`;
  const returned = await phananh('copy', '--from', connectionString, '--to', back, '--json');
  expect(JSON.parse(returned.out)).toMatchObject({ events: 1_200 + more, digest: told.digest });
  await source.close();

  const other = sqliteEventStore(join(directory, 'other.db'));
  await other.append('report-0', [newEvent()], { expectedRevision: 'any' });
  await other.close();
  const refused = await phananh(
    'copy',
    '--from',
    `sqlite:${join(directory, 'other.db')}`,
    '--to',
    connectionString,
  );
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('copy-differs: ')]);
  const same = await phananh('copy', '--from', back, '--to', back);
  expect(same.code).toBe(2);
});
