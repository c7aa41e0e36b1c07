import { checksumOf, endChecksumOf } from './checksum.ts';
import type { Connection } from './connection.ts';

/** "PHAN": in the header of every file of ours, so that another program's file is told apart. */
export const applicationId = 0x50484e41;

/** Told while a file is brought up to this version: of how many events how many are done. */
export type OnUpgrade = (progress: { readonly events: number; readonly of: number }) => void;

/** SQL, or what SQL alone does not do. */
type Migration = string | ((connection: Connection, onUpgrade: OnUpgrade) => void);

/** Between two of them it is told how far an upgrade is. */
const eventsPerStep = 20_000;

/** Gives each event that was there before a checksum over what it is now. */
const fillChecksums = (connection: Connection, onUpgrade: OnUpgrade): void => {
  // SQLite counts the parameters, and gives what a STRICT table has.
  connection.function(
    'event_checksum',
    { deterministic: true },
    (
      position: number,
      stream: string,
      revision: number,
      id: string,
      type: string,
      version: number,
      data: string,
      metadata: string,
      recordedAt: string,
    ) => checksumOf([position, stream, revision, id, type, version, data, metadata, recordedAt]),
  );
  const last = connection.prepare<[], number>('SELECT coalesce(max(position), 0) FROM events').pluck();
  const fill = connection.prepare<[number, number]>(
    `UPDATE events SET checksum = event_checksum(position, stream, revision, lower(hex(id)), type, version, data, metadata, recorded_at)
     WHERE position > ? AND position <= ?`,
  );
  const of = last.get() ?? 0;
  for (let events = 0; events < of; events = Math.min(of, events + eventsPerStep)) {
    onUpgrade({ events, of });
    fill.run(events, events + eventsPerStep);
  }
  if (of > 0) onUpgrade({ events: of, of });
};

/** Writes anew where each stream ends: from the events themselves, not from their index, which may be damaged already. */
export const fillStreamEnds = (connection: Connection): void => {
  connection.function('stream_end_checksum', { deterministic: true }, (stream: string, revision: number) =>
    endChecksumOf(stream, revision),
  );
  connection.exec(`
    DELETE FROM stream_ends;
    INSERT INTO stream_ends
    SELECT stream, last, stream_end_checksum(stream, last)
    FROM (SELECT stream, max(revision) AS last FROM events NOT INDEXED GROUP BY stream ORDER BY stream);
  `);
};

/**
 * Each takes the schema one version further. Never edit one that was released: files out there have gone through it.
 *
 * `AUTOINCREMENT` so that a position is never given out twice, even if somebody deletes the last event past the trigger.
 * `stream_ends` knows no more than the index on (stream, revision) of a sound file, and costs a page more in each commit: an
 * index that is damaged leaves events out and says nothing, and the two have no page in common.
 */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE events (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    stream      TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    id          BLOB    NOT NULL UNIQUE,
    type        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    data        TEXT    NOT NULL,
    metadata    TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;

  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
  `,
  // The index of the ids becomes a table of its own, that is filled many ids at a time; see event-ids.ts.
  `
  CREATE TABLE event_ids (id BLOB PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO event_ids SELECT id, position FROM events ORDER BY id;
  -- Up to where the ids of all events are in event_ids.
  CREATE TABLE indexed_events (position INTEGER NOT NULL) STRICT;
  INSERT INTO indexed_events SELECT coalesce(max(position), 0) FROM events;

  ALTER TABLE events RENAME TO events_1;
  CREATE TABLE events (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    stream      TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    type        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    data        TEXT    NOT NULL,
    metadata    TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  INSERT INTO events SELECT * FROM events_1 ORDER BY position;
  DELETE FROM sqlite_sequence WHERE name = 'events';
  UPDATE sqlite_sequence SET name = 'events' WHERE name = 'events_1';
  DROP TABLE events_1;

  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
  `,
  // Every event has a checksum, so that damage is noticed when it is read. In place: a copy would double the file.
  (connection, onUpgrade) => {
    connection.exec(`
      DROP TRIGGER events_are_never_changed;
      -- A row without one is damaged: whoever inserts has computed it, and 0 is that of one in four thousand millions.
      ALTER TABLE events ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
    `);
    fillChecksums(connection, onUpgrade);
    connection.exec(`
      CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

      -- Positions without an event that were there before positions were looked through for them.
      CREATE TABLE missing_positions (first INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;
      INSERT INTO missing_positions
      SELECT before + 1, position - 1
      FROM (SELECT position, lag(position, 1, 0) OVER (ORDER BY position) AS before FROM events)
      WHERE position > before + 1;
      INSERT INTO missing_positions
      SELECT coalesce((SELECT max(position) FROM events), 0) + 1, seq FROM sqlite_sequence
      WHERE name = 'events' AND seq > coalesce((SELECT max(position) FROM events), 0);

      -- Up to where the events were read again and compared with their checksums, and whether who wrote last closed the file.
      CREATE TABLE checked (
        only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
        position      INTEGER NOT NULL,
        ended_cleanly INTEGER NOT NULL
      ) STRICT;
      INSERT INTO checked SELECT 1, coalesce(max(position), 0), 1 FROM events;
    `);
  },
  // Where each stream ends stands in a second place, so that a damaged index is noticed.
  (connection) => {
    connection.exec(`
      CREATE TABLE stream_ends (
        stream   TEXT    PRIMARY KEY,
        revision INTEGER NOT NULL,
        checksum INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
    fillStreamEnds(connection);
  },
];

/** Takes a file of an older schema, in the transaction of the caller, up to the one of this version; a test stops before. */
export const applyMigrations = (
  connection: Connection,
  version: number,
  onUpgrade: OnUpgrade,
  upTo: number = migrations.length,
): void => {
  for (const migration of migrations.slice(version, upTo)) {
    if (typeof migration === 'string') connection.exec(migration);
    else migration(connection, onUpgrade);
  }
};

/** From this schema on events have checksums. */
export const firstWithChecksums = 3;

/** From this schema on it is known in a second place where streams end. */
export const firstWithStreamEnds = 4;

/** The `user_version` of a file that has gone through every migration. */
export const schemaVersion = migrations.length;
