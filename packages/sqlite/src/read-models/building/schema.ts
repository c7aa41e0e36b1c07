import { type ColumnType, skippedEventsTable, type TableDefinition } from '@phananh/core/read-models';
import { deletedStreamsTable } from './deleted-streams.ts';

/** Raise it when the machinery's own tables change: every file is then built anew from the log. Projections have versions of their own. */
export const readModelVersion = 16;

/** SQLite's `application_id` of files of read models: `PHNR` in ASCII. */
export const readModelApplicationId = 0x50484e52;

const storage: { readonly [T in ColumnType]: string } = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  boolean: 'INTEGER',
  instant: 'TEXT',
  local: 'TEXT',
  day: 'TEXT',
};

/** SQL that creates a table. A key of one integer becomes the `rowid`; with any other key the table is `WITHOUT ROWID`, in the order of the key. */
export const createTable = ({ name, columns, primaryKey }: TableDefinition): string => {
  const isRowNumber =
    primaryKey.length === 1 && columns.some((one) => one.name === primaryKey[0] && one.type === 'integer');
  const lines = columns.map(
    ({ name: column, type, nullable }) =>
      `${column} ${storage[type]}${nullable ? '' : ' NOT NULL'}${isRowNumber && column === primaryKey[0] ? ' PRIMARY KEY' : ''}`,
  );
  if (!isRowNumber) lines.push(`PRIMARY KEY (${primaryKey.join(', ')})`);
  return `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n) STRICT${isRowNumber ? '' : ', WITHOUT ROWID'};`;
};

/** Tables for building and following itself. They are not documented, and may change with any version. */
export const machineTables = `
-- what this file was computed with: the calendar of local days, whether it is complete, and since when the machine ran
CREATE TABLE made_by (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), calendar TEXT NOT NULL, complete INTEGER NOT NULL, booted_at INTEGER NOT NULL) STRICT;
-- up to when verdicts of running clocks were brought up to date
CREATE TABLE settled (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), at TEXT NOT NULL) STRICT;
CREATE TABLE projections (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  failed_position INTEGER,
  failed_message TEXT
) STRICT;
-- which projections the tables are of, and in which shape: files that are older have no such column
CREATE TABLE made_of (projection TEXT PRIMARY KEY, version INTEGER NOT NULL, shape TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- how far each stream has been taken in, of projections that keep it nowhere else
CREATE TABLE stream_revisions (
  projection TEXT NOT NULL,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (projection, stream)
) STRICT, WITHOUT ROWID;
-- streams with an event that a projection cannot apply
CREATE TABLE parked (
  projection TEXT NOT NULL,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  message TEXT NOT NULL,
  parked_at TEXT NOT NULL,
  PRIMARY KEY (projection, stream)
) STRICT, WITHOUT ROWID;
-- what somebody wants to be done with them: for whoever follows the log
CREATE TABLE parked_orders (
  projection TEXT NOT NULL,
  stream TEXT NOT NULL,
  -- null: it is to be tried again, else why its event is to be left out
  reason TEXT,
  PRIMARY KEY (projection, stream)
) STRICT, WITHOUT ROWID;
${deletedStreamsTable}CREATE TABLE log (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
CREATE TABLE followers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
-- the earliest timer of each stream that has one
CREATE TABLE timers (
  stream TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  key TEXT NOT NULL,
  at TEXT NOT NULL,
  command TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_moment ON timers (at, stream);
CREATE TABLE timer_rules (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), fingerprint TEXT NOT NULL) STRICT;
${createTable(skippedEventsTable)}
`;
