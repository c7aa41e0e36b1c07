import { column, projection, type Rows, table } from '@phananh/core/read-models';
import { agencyWorkflow } from '@phananh/core/reports';
import { type Due, type SlaClock, verdictsOf } from '@phananh/core/sla';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTable } from '../building/schema.ts';
import { verdictOf } from '../reading/verdict.ts';
import { rowsOf } from './rows.ts';

const { tables } = projection({
  name: 'clocked',
  version: 1,
  reads: agencyWorkflow,
  tables: { clocked: table({ id: column.id(), handling: column.clock().nullable() }) },
  apply: () => {},
});

const opened = () => {
  const database = new Database(':memory:');
  database.exec(createTable(tables.clocked));
  const rows: Rows<typeof tables.clocked.fields> = rowsOf(database, tables.clocked);
  const verdict = database
    .prepare<[{ now: string }], string | null>(`SELECT ${verdictOf('handling')} FROM clocked`)
    .pluck();
  return { rows, verdict };
};

/** Few moments, so that they meet. */
const moment = fc.integer({ min: 1, max: 6 }).map((day) => `2026-03-0${day}T17:00:00.000Z`);
const due: fc.Arbitrary<Due> = moment.map((at) => ({ day: at.slice(0, 10), at, calendar: 'vn@2026' }));
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const clock: fc.Arbitrary<SlaClock> = fc.record({
  clock: fc.constant('handling'),
  round: fc.constant(1),
  startedAt: moment,
  receipt: fc.constant('as-received' as const),
  term: fc.constant(null),
  originalDue: maybe(due),
  due: maybe(due),
  extendedBy: fc.nat(3),
  givenBack: fc.nat(3),
  pausedAt: maybe(moment),
  unanswered: maybe(fc.record({ at: moment, givenBack: fc.nat(3), originalDue: due, due })),
  stoppedAt: maybe(moment),
  cancelledAt: fc.option(moment, { nil: null, freq: 9 }),
  lateSince: maybe(moment),
  rungs: fc.constant([]),
});

describe('the verdict of a clock in SQL', () => {
  it('is the one that the rules of clocks give, whatever happened to it and whenever it is asked for', () => {
    const { rows, verdict } = opened();
    fc.assert(
      fc.property(clock, moment, (handling, now) => {
        // What waits for nobody has no term of a question.
        const standing = handling.pausedAt === null ? { ...handling, unanswered: null } : handling;
        rows.put({ id: 'one', handling: standing });
        expect(verdict.get({ now })).toBe(verdictsOf(standing, now)?.verdict ?? null);
        expect(rows.find('one')?.handling).toEqual(standing);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is none of a clock that was never started', () => {
    const { rows, verdict } = opened();
    rows.put({ id: 'one' });
    expect(verdict.get({ now: '2026-03-01T00:00:00.000Z' })).toBeNull();
  });
});

describe('the rows of a declared table', () => {
  it('are changed by their key alone, and what is not there, or is no column, is refused', () => {
    const { rows } = opened();
    rows.insert({ id: 'one' });
    expect(() => rows.insert({ id: 'one' })).toThrow('UNIQUE');
    expect(() => rows.update('two', { handling: null })).toThrow('no row two');
    // As a projection without types would.
    expect(() => rows.update('one', { nothing: null } as never)).toThrow('no column nothing');
    expect(() => rows.put({ id: 'one', nothing: 1 } as never)).toThrow('no column nothing');
    rows.remove('one');
    expect(rows.find('one')).toBeUndefined();
  });

  it('hold what their columns are declared to hold, and say which one does not', () => {
    const { rows } = opened();
    expect(() => rows.insert({ id: 12 } as never)).toThrow('clocked: id holds texts, and not the number 12');
    expect(() => rows.put({} as never)).toThrow('clocked: id is empty');
    rows.insert({ id: 'one' });
    expect(() => rows.update('one', { handling: 'late' } as never)).toThrow('clocked: handling holds clocks');
    expect(rows.under()).toEqual([{ id: 'one', handling: null }]);
  });
});
