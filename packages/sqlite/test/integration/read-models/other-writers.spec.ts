import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@phananh/core';
import { lifecycleFixture } from '@phananh/core/testing';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectionSink } from '../../../src/read-models/building/sink.ts';
import { openReportTables } from '../../report-side.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-sink-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('a follower that saves its checkpoint while a batch is applied waits for it, and does not stop the projections', async () => {
  const path = join(directory, 'read.db');
  const database = openReportTables(path);
  const host = new Database(path, { timeout: 0 });
  const saveCheckpoint = host.prepare("INSERT OR REPLACE INTO followers VALUES ('process-manager', 7)");
  let refused: unknown;
  const projection = {
    name: 'interrupted',
    apply: () => {
      try {
        saveCheckpoint.run();
      } catch (error) {
        refused = error;
      }
    },
  };
  const { reports, submit } = await lifecycleFixture();
  await submit();
  const events = await Array.fromAsync(reports.store.readAll());
  const position = events.at(-1)?.position ?? 0;
  const sink = projectionSink(database, [projection], {
    clock: systemClock,
    faultOf: () => undefined,
    onApplied: () => {},
  });
  sink.apply({ events, position, caughtUp: true });
  expect(refused).toMatchObject({ code: 'SQLITE_BUSY' });
  expect(sink.position()).toBe(position);
  saveCheckpoint.run();
  host.close();
  database.close();
});
