import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { deletedStreamsTable } from './deleted-streams.ts';
import { gapsOfProjection } from './skipped-events.ts';

test('a list counts the deleted streams of its own workflow, and no parked stream that is deleted', () => {
  const database = new Database(':memory:');
  database.exec(`CREATE TABLE parked (projection TEXT, stream TEXT);
    CREATE TABLE skipped_events (projection TEXT);
    ${deletedStreamsTable}`);
  const park = database.prepare('INSERT INTO parked VALUES (?, ?)');
  const remove = database.prepare(
    "INSERT INTO deleted_streams VALUES (?, 'soft', ?, '2026-11-30T00:00:00.000Z')",
  );
  for (const stream of ['permit-1', 'permit-2']) park.run('permits', stream);
  park.run('cases', 'report-9');
  database.prepare("INSERT INTO skipped_events VALUES ('permits'), ('cases'), ('cases')").run();
  // One whose name begins like another's is another.
  for (const [position, stream] of ['permit-1', 'permit-3', 'permitholder-1', 'report-9'].entries())
    remove.run(stream, position);
  const gapsOf = gapsOfProjection(database);
  expect(gapsOf('permits', 'permit')).toMatchObject({
    parkedStreams: 1,
    skippedEvents: 1,
    deletedStreams: 2,
  });
  expect(gapsOf('cases', 'report')).toMatchObject({ parkedStreams: 0, skippedEvents: 2, deletedStreams: 1 });
  expect(gapsOf('cases')).toMatchObject({ skippedEvents: 2, deletedStreams: 0 });
  database.close();
});
