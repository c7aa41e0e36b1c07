import { foldText } from '@phananh/core';
import { readModelTables } from '@phananh/sqlite';
import Database from 'better-sqlite3';

/**
 * Makes read models of many cases out of those of few: each case so many times, with numbers and ids of its own, and the
 * sums as many times what they were. Rows are copied, not computed: it is for measuring questions, not projections.
 */
export const multiply = (path: string, times: number): void => {
  const database = new Database(path);
  database.pragma('synchronous = OFF');
  database.function('folded', { deterministic: true }, (text) => foldText(String(text)));
  const distance = Number(database.prepare('SELECT max(position) FROM case_events').pluck().get()) + 1;
  const facts = readModelTables.find(({ name }) => name === 'case_facts');
  const columns = facts?.columns.map(({ name }) => name) ?? [];
  const copied = columns.map((name) => {
    if (name === 'case_number') return 'case_number + @by';
    return name === 'report_id' ? "substr(report_id, 1, 24) || printf('%012x', case_number + @by)" : name;
  });
  const statements = [
    `INSERT INTO case_facts SELECT ${copied.join(', ')} FROM case_facts WHERE case_number < @distance`,
    `INSERT INTO case_states SELECT case_number + @by, substr(report_id, 1, 24) || printf('%012x', case_number + @by),
       tracking_code || @by, reporter_id, as_of, state FROM case_states WHERE case_number < @distance`,
    `INSERT INTO case_places SELECT case_number + @by, min_lat, max_lat, min_lng, max_lng FROM case_places WHERE case_number < @distance`,
    'INSERT INTO case_search (rowid, text) SELECT case_number + @by, folded(text) FROM case_facts WHERE case_number < @distance',
  ].map((sql) => database.prepare<[{ by: number; distance: number }]>(sql));
  const copy = database.transaction((by: number) => {
    for (const statement of statements) statement.run({ by, distance });
  });
  for (let copyNumber = 1; copyNumber < times; copyNumber++) copy(copyNumber * distance);
  const sums = database
    .prepare<[], string>("SELECT name FROM pragma_table_info('sla_rollup')")
    .pluck()
    .all()
    .filter((name) => !['cohort', 'round', 'dimension', 'month', 'key'].includes(name));
  database.exec(`UPDATE sla_rollup SET ${sums.map((name) => `${name} = ${name} * ${times}`).join(', ')}`);
  database.exec('ANALYZE');
  database.close();
};
