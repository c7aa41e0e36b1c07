import { type CaseFacts, foldText } from '@phananh/core';
import type { Database } from 'better-sqlite3';

/** Words and place of a case: they never change, but a text can be taken away. */
export const searchWriter = (
  database: Database,
): ((facts: CaseFacts, before: CaseFacts | undefined) => void) => {
  const putText = database.prepare('INSERT INTO case_search (rowid, text) VALUES (?, ?)');
  const dropText = database.prepare('DELETE FROM case_search WHERE rowid = ?');
  const putPlace = database.prepare('INSERT INTO case_places VALUES (?, ?, ?, ?, ?)');
  return ({ caseNumber, text, lat, lng }, before) => {
    if (before === undefined) {
      putPlace.run(caseNumber, lat, lat, lng, lng);
      if (text !== null) putText.run(caseNumber, foldText(text));
    } else if (before.text !== null && text === null) dropText.run(caseNumber);
  };
};

/** Cases that one transaction brings into the tables of the search: all at once would be held in memory. */
const casesPerTransaction = 50_000;

/** Fills the tables of the search from the cases, in half the time that it takes to keep them case by case. */
export const fillSearch = (database: Database): void => {
  database.function('folded_text', { deterministic: true, directOnly: true }, (text) =>
    foldText(String(text)),
  );
  const bounds = database
    .prepare<[number], number | null>(
      `SELECT max(case_number) FROM (SELECT case_number FROM case_facts WHERE case_number > ? ORDER BY case_number LIMIT ${casesPerTransaction})`,
    )
    .pluck();
  const range = 'FROM case_facts WHERE case_number > ? AND case_number <= ?';
  const places = database.prepare(`INSERT INTO case_places SELECT case_number, lat, lat, lng, lng ${range}`);
  const texts = database.prepare(
    `INSERT INTO case_search (rowid, text) SELECT case_number, folded_text(text) ${range} AND text IS NOT NULL`,
  );
  database.exec('DELETE FROM case_places; DELETE FROM case_search');
  let after = -1;
  for (let last = bounds.get(after); last != null; last = bounds.get(after)) {
    const bound = [after, last];
    database.transaction(() => {
      places.run(bound);
      texts.run(bound);
    })();
    after = last;
  }
};
