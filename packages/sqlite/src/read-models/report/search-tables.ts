import { foldText } from '@phananh/core/engine';
import type { CaseFacts } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { dropAllWords, type Words, wordsWriter } from '../declared/full-text.ts';

/** The words of cases, by case number. */
export const caseWords: Words = { name: 'case_search', columns: ['text'] };

/** Takes in the words and the place of a case: both can be taken away, and a text can be corrected. */
export type SearchWriter = (facts: Found, before: Found | undefined) => void;

type Found = Pick<CaseFacts, 'caseNumber' | 'text' | 'lat' | 'lng'>;

export const searchWriter = (database: Database): SearchWriter => {
  const words = wordsWriter(database, caseWords);
  const putPlace = database.prepare('INSERT INTO case_places VALUES (?, ?, ?, ?, ?)');
  const dropPlace = database.prepare('DELETE FROM case_places WHERE case_number = ?');
  return ({ caseNumber, text, lat, lng }, before) => {
    if (before === undefined) {
      if (lat !== null && lng !== null) putPlace.run(caseNumber, lat, lat, lng, lng);
      if (text !== null) words.put(caseNumber, [text]);
      return;
    }
    if (before.text !== text) {
      if (before.text !== null) words.drop(caseNumber, [before.text]);
      if (text !== null) words.put(caseNumber, [text]);
    }
    if (before.lat === lat && before.lng === lng) return;
    // A place is hidden, or only what is left of it after an erasure.
    if (before.lat !== null) dropPlace.run(caseNumber);
    if (lat !== null && lng !== null) putPlace.run(caseNumber, lat, lat, lng, lng);
  };
};

/** Cases that one transaction brings into the tables of the search: all at once would be held in memory. */
const casesPerTransaction = 50_000;

/** The tables of the search while the cases come that they are filled from. */
export interface SearchFilling {
  /** Takes in what later comes of cases that are in the tables already, in the transaction that changes the case. */
  readonly write: SearchWriter;
  /** Takes in the cases that were committed, when enough of them have come. Between two transactions. */
  step(): void;
  /** Takes in the last ones. */
  finish(): void;
}

/** Fills the tables of the search from the cases, in half the time that it takes to keep them case by case. */
export const searchFilling = (database: Database, casesAtOnce = casesPerTransaction): SearchFilling => {
  database.function('folded_text', { deterministic: true, directOnly: true }, (text) =>
    foldText(String(text)),
  );
  const bounds = database
    .prepare<[number], number | null>(
      `SELECT max(case_number) FROM (SELECT case_number FROM case_facts WHERE case_number > ? ORDER BY case_number LIMIT ${casesAtOnce})`,
    )
    .pluck();
  const range = 'FROM case_facts WHERE case_number > ? AND case_number <= ?';
  const places = database.prepare(
    `INSERT INTO case_places SELECT case_number, lat, lat, lng, lng ${range} AND lat IS NOT NULL AND lng IS NOT NULL`,
  );
  const texts = database.prepare(
    `INSERT INTO case_search (rowid, text) SELECT case_number, folded_text(text) ${range} AND text IS NOT NULL`,
  );
  // An earlier filling may have been cut off.
  database.exec('DELETE FROM case_places');
  dropAllWords(database, caseWords);
  const writeOne = searchWriter(database);
  let filledUpTo = -1;
  let casesSince = 0;
  const fill = (): void => {
    for (let last = bounds.get(filledUpTo); last != null; last = bounds.get(filledUpTo)) {
      const bound = [filledUpTo, last];
      database.transaction(() => {
        places.run(bound);
        texts.run(bound);
      })();
      filledUpTo = last;
    }
    casesSince = 0;
  };
  return {
    write: (facts, before) => {
      if (facts.caseNumber <= filledUpTo) writeOne(facts, before);
      else if (before === undefined) casesSince += 1;
    },
    step: () => {
      if (casesSince >= casesAtOnce) fill();
    },
    finish: fill,
  };
};
