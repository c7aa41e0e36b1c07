import type { InputIssue } from '../../engine/index.ts';

/** An issue for each name of a list that stands there twice, or that something is wrong with. */
export const nameIssues = (
  pointer: string,
  names: readonly string[],
  faultOf: (name: string) => string | undefined,
): readonly InputIssue[] =>
  names.flatMap((name, place) => {
    const what = names.indexOf(name) < place ? 'stands there already' : faultOf(name);
    return what === undefined
      ? []
      : [{ pointer: `${pointer}/${place}`, message: `names ${name}, which ${what}` }];
  });

/**
 * What is wrong with the name of a table or a column: letters, digits and underscores, and no word of SQL, so that it needs no quotes
 * anywhere. SQLite keeps names with `sqlite_` to itself.
 */
export const faultOfSqlName = (name: string): string | undefined => {
  if (!/^[a-z][a-z0-9_]{0,60}$/.test(name))
    return 'is no name of a table or column: a small letter, then letters, digits and underscores';
  if (name.startsWith('sqlite_')) return 'is a name that SQLite keeps to itself';
  return wordsOfSql.has(name) ? 'is a word of SQL' : undefined;
};

/** Those that SQLite takes for no name of a table or column without quotes (sqlite.org/lang_keywords.html; tried with 3.53). */
const wordsOfSql: ReadonlySet<string> = new Set(
  `add all alter and as autoincrement between case cast check collate commit constraint create current_date current_time
   current_timestamp default deferrable delete distinct drop else escape except exists foreign from group having if in index insert
   intersect into is isnull join limit not nothing notnull null on or order primary raise references returning select set table then to
   transaction union unique update using values when where with`.split(/\s+/),
);
