import { createHash } from 'node:crypto';
import BetterSqlite, { type Database } from 'better-sqlite3';
import type { ProjectionSource } from './read-side.ts';

/**
 * What the tables of a file are made of: each projection by its version and by its shape, everything that was said of its tables. Somebody
 * who changes a table and forgets the version must not get a file that lacks a part of it, or whose part has missed events.
 */

/** Its shape as a digest: what is created in SQL, whatever the order, and what that does not show. */
const shapeOf = ({ tables, indexes, said }: ProjectionSource): string =>
  createHash('sha256')
    .update(JSON.stringify([statementsOf(tables), statementsOf(indexes), said ?? null]))
    .digest('hex');

const statementsOf = (sql: string): readonly string[] =>
  sql
    .replaceAll(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '')
    .sort();

/** Notes it in a file that was made anew. */
export const noteMadeOf = (database: Database, projections: readonly ProjectionSource[]): void => {
  const put = database.prepare('INSERT INTO made_of (projection, version, shape) VALUES (?, ?, ?)');
  for (const source of projections) put.run(source.name, source.version, shapeOf(source));
};

interface MadeOf {
  readonly version: number;
  /** Null in a file that was made before shapes were noted. */
  readonly shape: string | null;
}

/** The projections that a file lacks, or has in another version or shape. */
export const missingIn = (
  database: Database,
  { projections }: { readonly projections: readonly ProjectionSource[] },
): readonly ProjectionSource[] => {
  const hasShapes = database
    .prepare("SELECT 1 FROM pragma_table_info('made_of') WHERE name = 'shape'")
    .pluck()
    .get();
  const made = new Map(
    database
      .prepare<[], MadeOf & { readonly projection: string }>(
        `SELECT projection, version, ${hasShapes === undefined ? 'NULL' : 'shape'} AS shape FROM made_of`,
      )
      .all()
      .map(({ projection, ...of }) => [projection, of] as const),
  );
  return projections.filter((source) => {
    const of = made.get(source.name);
    if (of?.version !== source.version) return true;
    return of.shape === null ? !isShownBySchema(database, source) : of.shape !== shapeOf(source);
  });
};

/** Whether the schema of a file has every table and index of a projection, as it would be made today, and that says enough. */
const isShownBySchema = (database: Database, { tables, indexes, keepsBeside }: ProjectionSource): boolean => {
  if (keepsBeside === true) return false;
  const scratch = new BetterSqlite(':memory:');
  try {
    scratch.exec(tables);
    scratch.exec(indexes);
    const there = new Set(schemaOf(database));
    return schemaOf(scratch).every((one) => there.has(one));
  } finally {
    scratch.close();
  }
};

const schemaOf = (database: Database): readonly string[] =>
  database.prepare<[], string>('SELECT json_array(type, name, sql) FROM sqlite_schema').pluck().all();
