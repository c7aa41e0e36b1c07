import type Database from 'better-sqlite3';
import { readModelTables } from '../src/index.ts';

/** Every row of every table, but for the moments at which somebody looked. */
export const contentsOf = (database: Database.Database) => {
  const tables = readModelTables.map(({ name }) => name).filter((name) => name !== 'calendar_days');
  const rows = (sql: string) => database.prepare(sql).all();
  return {
    ...Object.fromEntries(
      tables.map((name) => [
        name,
        rows(`SELECT * FROM ${name}`).map((row) => ({ ...(row as object), verdict_as_of: null })),
      ]),
    ),
    states: rows('SELECT case_number, report_id, tracking_code, reporter_id, state FROM case_states'),
    sums: rows('SELECT * FROM sla_rollup WHERE cases <> 0'),
    places: rows('SELECT * FROM case_places ORDER BY case_number'),
    found: rows("SELECT rowid FROM case_search WHERE case_search MATCH 'den'"),
    parked: rows('SELECT projection, stream, revision FROM parked'),
  };
};
