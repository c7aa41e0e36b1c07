import { foldText } from '@phananh/core/engine';
import { readModelTables } from '@phananh/sqlite';
import Database from 'better-sqlite3';

/**
 * Makes read models of many cases out of those of few: each case so many times, with numbers and ids of its own, and the
 * sums as many times what they were. Copies of a case stand next to it, so that the order of the numbers is that of the
 * submissions, as in a log. Rows are copied, not computed: it is for measuring questions, not projections.
 */
export const multiply = (path: string, times: number): void => {
  const database = new Database(path);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -524288');
  database.function('folded', { deterministic: true }, (text) => foldText(String(text)));
  const indexes = database
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
       AND tbl_name IN (${copiedTables.map((name) => `'${name}'`).join()})`,
    )
    .all();
  for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
  for (const name of copiedTables) copyRows(database, name, times);
  database.exec("INSERT INTO case_search (case_search) VALUES ('delete-all'); DELETE FROM case_places;");
  database.exec(
    'INSERT INTO case_search (rowid, text) SELECT case_number, folded(text) FROM case_facts ORDER BY case_number',
  );
  database.exec("INSERT INTO case_search (case_search) VALUES ('optimize')");
  database.exec('INSERT INTO case_places SELECT case_number, lat, lat, lng, lng FROM case_facts');
  for (const { sql } of indexes) database.exec(sql);
  multiplySums(database, times);
  database.exec('ANALYZE');
  database.close();
};

const documented = readModelTables.map(({ name }) => name).filter((name) => name.startsWith('case_'));
const copiedTables = [...documented, 'case_states', 'penalties', 'gaming_signals'];

/** What tells one copy from another, by the name of its column. */
const keys: { readonly [column: string]: string } = {
  case_number: 'case_number * @times + n',
  position: 'position * @times + n',
  report_id: "substr(report_id, 1, 24) || printf('%012x', case_number * @times + n)",
  event_id: "substr(event_id, 1, 24) || printf('%012x', position * @times + n)",
  tracking_code: 'tracking_code || n',
};

const copyRows = (database: Database.Database, table: string, times: number): void => {
  const columns = database
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
    .pluck()
    .all(table);
  const key = columns.includes('position') && table === 'case_events' ? 'position' : 'case_number';
  database.exec(
    `CREATE TEMP TABLE original AS SELECT * FROM ${table} ORDER BY ${key}; DELETE FROM ${table};`,
  );
  database
    .prepare<[{ times: number }]>(
      `INSERT INTO ${table} SELECT ${columns.map((column) => keys[column] ?? column).join(', ')}
       FROM original CROSS JOIN (WITH RECURSIVE copy (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM copy WHERE n < @times - 1) SELECT n FROM copy)`,
    )
    .run({ times });
  database.exec('DROP TABLE original');
};

const multiplySums = (database: Database.Database, times: number): void => {
  const sums = database
    .prepare<[], string>("SELECT name FROM pragma_table_info('sla_rollup')")
    .pluck()
    .all()
    .filter((name) => !['cohort', 'round', 'dimension', 'month', 'key'].includes(name));
  database.exec(`UPDATE sla_rollup SET ${sums.map((name) => `${name} = ${name} * ${times}`).join(', ')}`);
};
