import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { openForReading } from '../../../src/read-models/building/open.ts';
import { boundWriteAheadLog, writeAheadLogBytes } from '../../../src/read-models/building/write-ahead-log.ts';
import { snapshotOf } from '../../../src/read-models/reading/snapshot.ts';
import { openReportTables } from '../../report-side.ts';

const newFile = temporaryFiles();
const limits = { mostBytes: 200_000, pauseMilliseconds: 10, waitMilliseconds: 0 };

const opened = () => {
  const path = newFile();
  const database = openReportTables(path);
  onTestFinished(() => void database.close());
  database.exec('CREATE TABLE filler (words TEXT)');
  const insert = database.prepare('INSERT INTO filler VALUES (?)');
  return { path, database, write: () => insert.run('x'.repeat(4_000)) };
};

it('the log of read models grows while one state of them is read, and is given back when that ends', () => {
  const { path, database, write } = opened();
  const bound = boundWriteAheadLog(database, limits);
  const reading = openForReading(path);
  if (reading === undefined) throw new TypeError('the file is there');
  onTestFinished(() => void reading.close());
  const { release } = snapshotOf(reading);
  for (let n = 0; n < 500; n++) {
    write();
    bound(n);
  }
  expect(writeAheadLogBytes(database)).toBeGreaterThan(1_000_000);
  release();
  write();
  bound(1_000);
  expect(writeAheadLogBytes(database)).toBeLessThanOrEqual(limits.mostBytes);
});
