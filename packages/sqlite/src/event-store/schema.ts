/** "PHAN": in the header of every file of ours, so that another program's file is told apart. */
export const applicationId = 0x50484e41;

/**
 * Each takes the schema one version further. Never edit one that was released: files out there have gone through it.
 *
 * `AUTOINCREMENT` so that a position is never given out twice, even if somebody deletes the last event past the trigger.
 * There is no table of streams: each page that a commit dirties costs two more system calls, and the index on
 * (stream, revision) knows as much.
 */
export const migrations: readonly string[] = [
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
];

/** The `user_version` of a file that has gone through every migration. */
export const schemaVersion = migrations.length;
