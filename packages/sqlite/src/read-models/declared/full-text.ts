import { foldText } from '@phananh/core/engine';
import type { SearchPhrase } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Full text as it is kept in a file: words without diacritics, by the number of a row. The texts themselves stand elsewhere. */

/** A table of words: its name, and the texts that are told apart in it. */
export interface Words {
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * It in SQL. What is dropped leaves the index at once (`secure-delete`). With `contentless_delete` FTS5 would only mark it, because it does not know the
 * words of the row: they would stay in the file until segments are merged, words that were erased too. So whoever drops a row says its texts.
 */
export const wordsTable = ({ name, columns }: Words): string =>
  `CREATE VIRTUAL TABLE ${name} USING fts5(${columns.join(', ')}, content='', tokenize='unicode61 remove_diacritics 0');
INSERT INTO ${name} (${name}, rank) VALUES ('secure-delete', 1);`;

export interface WordsWriter {
  /** Takes in the texts of a row that is not there, in the order of the columns. */
  put(row: number | bigint, texts: readonly (string | null)[]): void;
  /** @param texts those that it was put in with: other ones would leave words behind */
  drop(row: number | bigint, texts: readonly (string | null)[]): void;
}

export const wordsWriter = (database: Database, { name, columns }: Words): WordsWriter => {
  const put = database.prepare(
    `INSERT INTO ${name} (rowid, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
  );
  const drop = database.prepare(
    `INSERT INTO ${name} (${name}, rowid, ${columns.join(', ')}) VALUES ('delete', ?, ${columns.map(() => '?').join(', ')})`,
  );
  const folded = (texts: readonly (string | null)[]): readonly (string | null)[] =>
    texts.map((text) => (text === null ? null : foldText(text)));
  return {
    put: (row, texts) => {
      put.run(row, ...folded(texts));
    },
    drop: (row, texts) => {
      drop.run(row, ...folded(texts));
    },
  };
};

/** Drops the words of every row. */
export const dropAllWords = (database: Database, { name }: Words): void => {
  database.exec(`INSERT INTO ${name} (${name}) VALUES ('delete-all')`);
};

/**
 * Phrases in the language of FTS5. They have letters and digits only, so that quotes are safe.
 *
 * @param columns only in these texts; absent: in all of them
 */
export const matchOf = (phrases: readonly SearchPhrase[], columns?: readonly string[]): string => {
  const all = phrases.map(({ words, prefix }) => `"${words.join(' ')}"${prefix ? '*' : ''}`).join(' AND ');
  return columns === undefined ? all : `{${columns.join(' ')}} : (${all})`;
};
