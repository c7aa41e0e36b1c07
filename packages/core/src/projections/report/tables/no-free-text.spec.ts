import { expect, it } from 'vitest';
import { live, lives } from '../../../../test/support/redacted-lives.ts';
import type { JsonValue } from '../../../engine/index.ts';
import { huePolicy } from '../../../report/index.ts';
import { redactablePlaces } from '../../../report/redactable.ts';
import { lifecycleFixture } from '../../../testing/index.ts';
import { type CellValue, putCells } from '../../tables/table.ts';
import type { CaseFacts } from '../case-facts.ts';
import { evaluateCase } from '../evaluated-case.ts';
import { foldCase } from '../fold-case.ts';
import { caseEventsTable } from './case-events-table.ts';
import { caseFactsTable } from './case-facts-table.ts';
import { clockEventsOf, clockEventsTable } from './clock-events-table.ts';
import { penaltiesTable } from './penalties-table.ts';

const { calendar } = huePolicy;

/** A category and an area are words of a register, by which figures are grouped; the text of a case leaves no house. */
const codes: ReadonlySet<string> = new Set(['category', 'areaCode']);

const wordsIn = (value: JsonValue | undefined): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (value === undefined || value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => (codes.has(name) ? [] : wordsIn(part)));
};

it('nothing that somebody wrote freely stands in a row that is exported, of whatever event', async () => {
  const found = new Set<string>();
  const written = new Set<string>();
  for (const steps of lives) {
    const events = await live(await lifecycleFixture(), steps);
    const cells: CellValue[] = [];
    const take = (put: (into: CellValue[]) => void): void => {
      const row: CellValue[] = [];
      put(row);
      cells.push(...row);
    };
    let before: CaseFacts | undefined;
    for (const event of events) {
      const after = foldCase(before, event);
      if (after === undefined) throw new TypeError('a report begins with its submission');
      const row = { event, before, after, shown: after, calendar };
      take((into) => putCells(caseEventsTable, row, into));
      for (const changed of clockEventsOf(event, before, after))
        take((into) => putCells(clockEventsTable, changed, into));
      before = after;
    }
    if (before === undefined) continue;
    const row = evaluateCase({ ...before, text: null }, calendar, before.occurredAt);
    take((into) => putCells(caseFactsTable, row, into));
    for (const [index, part] of before.penalties.entries())
      take((into) => putCells(penaltiesTable, { row, part, index }, into));
    for (const { type, data } of events)
      for (const field of redactablePlaces.keys())
        for (const word of codes.has(field) ? [] : wordsIn(data[field])) {
          written.add(`${type}.${field}`);
          if (cells.includes(word)) found.add(`${type}.${field}`);
        }
  }
  expect([...found]).toEqual([]);
  expect([...written]).toEqual(
    expect.arrayContaining(['penalty-imposed.decisionNo', 'penalty-revoked.decisionNo']),
  );
});
