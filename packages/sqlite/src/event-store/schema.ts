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
];

/** The `user_version` of a file that has gone through every migration. */
export const schemaVersion = migrations.length;
