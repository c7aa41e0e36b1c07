import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/** A hand that writes in the file of a store past everything that keeps it whole, and makes every checksum right again. */
export interface Tamper {
  run(sql: string, ...values: readonly (string | number)[]): void;
}

const columns =
  'position, stream, revision, lower(hex(id)) AS id, type, version, data, metadata, recorded_at';

export const tamper = (path: string, change: (tamper: Tamper) => void): void => {
  const file = new DatabaseSync(path);
  try {
    file.exec('DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted;');
    change({
      run: (sql, ...values) => {
        file.prepare(sql).run(...values);
      },
    });
    const update = file.prepare('UPDATE events SET checksum = ? WHERE position = ?');
    for (const row of file.prepare(`SELECT ${columns} FROM events`).all()) {
      const { position, stream, revision, id, type, version, data, metadata, recorded_at } = row;
      const text = [position, stream, revision, id, type, version, recorded_at, data, metadata].join('\n');
      update.run(crc32(text), position ?? 0);
    }
    // What is known of where the log ended.
    file.exec(`
      UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM events) WHERE name = 'events';
      UPDATE checked SET position = (SELECT max(position) FROM events), ended_cleanly = 1;
      DELETE FROM missing_positions;
      DELETE FROM event_ids;
      UPDATE indexed_events SET position = 0;
      CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
      CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
      BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
    `);
  } finally {
    file.close();
  }
};
