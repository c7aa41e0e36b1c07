import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { column, hostedWorkflow, projection, table } from '@phananh/core/read-models';
import { memoryEventStore } from '@phananh/core/testing';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { searchWriter } from '../../../src/read-models/report/search-tables.ts';
import { lend, loan } from '../../loans.ts';
import { openReportTables } from '../../report-side.ts';

/** Each word is in the file as it is searched for, without diacritics, and as it was written. */
const wordsIn = (path: string, words: readonly string[]): readonly string[] => {
  const bytes = readFileSync(path);
  return words.filter((word) => bytes.includes(word));
};

it('words that a projection erases are not in the file any more, neither in rows nor in the search', async () => {
  const path = join(inTemporaryDirectory(), 'log.read.db');
  const store = memoryEventStore();
  let last: string | undefined;
  const readers = projection({
    name: 'readers',
    version: 1,
    reads: loan,
    tables: {
      readers: table({ id: column.id(), reader: column.personal() }, { search: ['reader'] }),
    },
    apply: ({ id }, rows) => {
      rows.readers.insert({ id, reader: last === undefined ? 'Xylofon Zebrová' : 'Kvartet' });
      if (last !== undefined) rows.readers.erase(last);
      last ??= id;
    },
  });
  const workflows = [hostedWorkflow({ workflow: loan, policy: undefined, projections: [readers] })];
  const words = ['Xylofon', 'xylofon', 'zebrova', 'Zebrov'];
  for (const [number, expected] of [words, []].entries()) {
    await lend(store, number);
    const models = readModels(path, { workflows });
    await models.catchUp(store);
    await models.close();
    expect(wordsIn(path, words)).toEqual(expected);
    expect(wordsIn(path, ['kvartet'])).toHaveLength(number);
  }
});

it('words of a case whose text is taken away are not in the file any more, of those before and after it they are', () => {
  const path = join(inTemporaryDirectory(), 'log.read.db');
  const at = { lat: null, lng: null };
  const cases = ['kvartet', 'xylofon zebrova', 'sonata'].map((text, caseNumber) => ({
    caseNumber,
    text,
    ...at,
  }));
  for (const isTaken of [false, true]) {
    const database = openReportTables(path);
    const write = searchWriter(database);
    for (const one of cases) {
      if (!isTaken) write(one, undefined);
      else if (one.caseNumber === 1) write({ ...one, text: null }, one);
    }
    database.close();
    expect(wordsIn(path, ['xylofon', 'zebrova'])).toHaveLength(isTaken ? 0 : 2);
    expect(wordsIn(path, ['kvartet', 'sonata'])).toHaveLength(2);
  }
});
