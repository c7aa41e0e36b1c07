import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '@phananh/core';
import { column, hostedWorkflow, list, monthOf, projection, table } from '@phananh/core/read-models';
import { memoryEventStore } from '@phananh/core/testing';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import BetterSqlite from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { lend, loan, now } from '../../loans.ts';

/** What is said of the table of loans, beside what is always said of it. */
interface Said {
  readonly indexes?: readonly ('shelf' | 'title')[][];
  readonly search?: readonly ('title' | 'shelf')[];
  readonly months?: { readonly lentOn: readonly ('shelf' | 'title')[] };
  /** Whether the shelf is one of some texts. */
  readonly isNamed?: boolean;
  readonly hasNote?: boolean;
}

/** Loans in a table of that shape. Its projection has one version, whatever is said of it. */
const hosted = ({ indexes = [], search = [], months, isNamed = false, hasNote = false }: Said) => {
  const columns = {
    id: column.id(),
    title: column.text(),
    shelf: isNamed ? column.oneOf<string>(['a', 'b']) : column.text(),
    lentOn: column.day(),
  };
  const loans = projection({
    name: 'loans',
    version: 1,
    reads: loan,
    tables: {
      loans: table(
        { ...columns, ...(hasNote && { note: column.text().nullable() }) },
        { indexes, search, ...(months && { months }) },
      ),
    },
    apply: ({ id, data }, rows) => rows.loans.insert({ id, ...data }),
  });
  const all = list({
    of: loans.tables.loans,
    workflow: loan,
    counts: ['shelf'],
    ...(months && { months: ['lentOn'] }),
    search,
    by: { reader: 'all' },
  });
  return hostedWorkflow({
    workflow: loan,
    policy: undefined,
    projections: [loans],
    lists: { loans: all },
  });
};

/** What a host with a table of that shape answers at the end of the log. */
const answersOf = async (path: string, store: EventStore, said: Said) => {
  const models = readModels(path, { workflows: [hosted(said)] });
  try {
    await models.catchUp(store);
    const counted = (by: string) =>
      models.counts({ list: 'loans', now, by: [by] }).map(({ of, count }) => [of[by], count]);
    return {
      shelves: counted('shelf'),
      ...(said.months && { months: counted(monthOf('lentOn')) }),
      ...(said.search?.includes('title') && {
        found: models.list({ list: 'loans', now, q: 'kieu' }).rows.length,
      }),
      stopped: models.failure(),
    };
  } finally {
    await models.close();
  }
};

const expected = (loans: number, { months, search }: Said) => ({
  shelves: [['a', Math.ceil(loans / 2)] as const, ['b', Math.floor(loans / 2)] as const].filter(
    ([, count]) => count > 0,
  ),
  ...(months && { months: [['2026-03', loans]] }),
  ...(search?.includes('title') && { found: loans }),
  stopped: undefined,
});

const said = fc.record<Said>(
  {
    indexes: fc.constantFrom([], [['shelf']], [['shelf'], ['title']]),
    search: fc.constantFrom([], ['title'], ['title', 'shelf'], ['shelf']),
    months: fc.constantFrom({ lentOn: [] }, { lentOn: ['shelf'] }),
    hasNote: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A file, and a function that tells whether it was built anew since it was asked the last time. */
const aFile = () => {
  const path = join(inTemporaryDirectory(), 'log.read.db');
  let before: number | undefined;
  const wasBuilt = (): boolean => {
    const { ino } = statSync(path);
    const other = ino !== before;
    before = ino;
    return other;
  };
  return { path, wasBuilt };
};

describe('a file whose projection says something else of its tables, at the same version', () => {
  it('answers as one that was built anew, whatever hosts said one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 2, maxLength: 5 }), async (hosts) => {
        const store = memoryEventStore();
        const { path } = aFile();
        for (const [place, each] of hosts.entries()) {
          await lend(store, place);
          expect(await answersOf(path, store, each)).toEqual(expected(place + 1, each));
        }
      }),
      { numRuns: 8 },
    );
  });

  const plain: Said = {};
  it.each<[string, Said, Said]>([
    ['a column', plain, { hasNote: true }],
    ['what a column holds', plain, { isNamed: true }],
    ['an index', plain, { indexes: [['shelf']] }],
    ['the texts that are searched', { search: ['title'] }, { search: ['title', 'shelf'] }],
    ['what months are counted by', { months: { lentOn: [] } }, { months: { lentOn: ['shelf'] } }],
  ])('is built anew for %s, there and back, and for nothing else', async (_, before, after) => {
    const store = memoryEventStore();
    const { path, wasBuilt } = aFile();
    for (const [place, [host, isAnother]] of (
      [
        [before, true],
        [before, false],
        [after, true],
        [after, false],
        [before, true],
      ] as const
    ).entries()) {
      await lend(store, place);
      expect(await answersOf(path, store, host)).toEqual(expected(place + 1, host));
      expect(wasBuilt(), String(place)).toBe(isAnother);
    }
  });

  it.each<[string, boolean, Said, Said]>([
    ['is followed as it is', false, plain, plain],
    ['is built anew for an index that it lacks', true, plain, { indexes: [['shelf']] }],
    [
      'is built anew for words, which may have missed events',
      true,
      { search: ['title'] },
      { search: ['title'] },
    ],
  ])('%s where the version that made it noted no shapes', async (_, isBuilt, before, after) => {
    const store = memoryEventStore();
    const { path, wasBuilt } = aFile();
    await lend(store, 0);
    await answersOf(path, store, before);
    const file = new BetterSqlite(path);
    file.exec('ALTER TABLE made_of DROP COLUMN shape');
    file.close();
    wasBuilt();
    await lend(store, 1);
    expect(await answersOf(path, store, after)).toEqual(expected(2, after));
    expect(wasBuilt()).toBe(isBuilt);
  });
});
