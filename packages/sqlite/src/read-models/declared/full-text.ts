import { foldText } from '@phananh/core/engine';
import type { SearchPhrase } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Full text as it is kept in a file: words without diacritics, by the number of a row. The texts themselves stand elsewhere. */

/** A table of words: its name, and the texts that are told apart in it. */
export interface Words {
  readonly name: string;
  readonly columns: readonly string[];
}

/** It in SQL. */
export const wordsTable = ({ name, columns }: Words): string =>
  `CREATE VIRTUAL TABLE ${name} USING fts5(${columns.join(', ')}, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');`;

export interface WordsWriter {
  /** Takes in the texts of a row that is not there, in the order of the columns. */
  put(row: number | bigint, texts: readonly (string | null)[]): void;
  drop(row: number | bigint): void;
}

export const wordsWriter = (database: Database, { name, columns }: Words): WordsWriter => {
  const put = database.prepare(
    `INSERT INTO ${name} (rowid, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
  );
  const drop = database.prepare(`DELETE FROM ${name} WHERE rowid = ?`);
  return {
    put: (row, texts) => {
      put.run(row, ...texts.map((text) => (text === null ? null : foldText(text))));
    },
    drop: (row) => {
      drop.run(row);
    },
  };
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
