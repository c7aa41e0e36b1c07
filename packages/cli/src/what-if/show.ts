import {
  type CaseMove,
  isJudgedOtherwise,
  type SlaGroup,
  type VerdictMoves,
  type WhatIfFigures,
} from '@phananh/core/read-models';
import { figureCells, figureHeadings } from '../output/figure-cells.ts';
import { grouped, table } from '../output/table.ts';

/** Every group as recorded and under the other policy, under both readings. */
export const figuresTable = (groupBy: readonly SlaGroup[], figures: readonly WhatIfFigures[]): string =>
  table(
    [...groupBy, 'policy', 'against', ...figureHeadings],
    figures.flatMap(({ group, before, after }) => {
      const names = groupBy.map((name) => group[name] ?? '(none)');
      return [
        [...names, 'before', 'in force', ...figureCells(before, 'in-force')],
        [...names, 'after', 'in force', ...figureCells(after, 'in-force')],
        [...names, 'before', 'original', ...figureCells(before, 'original')],
        [...names, 'after', 'original', ...figureCells(after, 'original')],
      ];
    }),
  );

/** How many clocks went from which verdict to which. */
export const verdictMovesTable = (moves: readonly VerdictMoves[]): string =>
  table(
    ['clock', 'before', 'after', 'clocks'],
    moves.map(({ clock, before, after, clocks }) => [
      clock,
      before ?? '(none)',
      after ?? '(none)',
      grouped(clocks),
    ]),
  );

/** The clocks that are judged otherwise, a line each. */
export const caseMovesTable = (moves: readonly CaseMove[]): string =>
  table(
    ['report', 'clock', 'round', 'due before', 'due after', 'verdict before', 'verdict after'],
    moves
      .filter(isJudgedOtherwise)
      .map(({ reportId, clock, round, before, after }) => [
        reportId,
        clock,
        String(round),
        before.due?.day ?? '–',
        after.due?.day ?? '–',
        told(before),
        told(after),
      ]),
  );

/** The verdict, and the other reading where it differs. */
const told = ({ verdict, againstOriginal: original }: CaseMove['before']): string => {
  if (verdict === null) return '(none)';
  return original === verdict || verdict === 'on-time-extended'
    ? verdict
    : `${verdict} (original: ${original})`;
};

/** A move as JSON says it: days, as people name them, and the first late instants. */
export const moveAsJson = ({ reportId, clock, round, start, ...sides }: CaseMove) => ({
  type: 'move',
  reportId,
  clock,
  round,
  start,
  judgedOtherwise: isJudgedOtherwise({ clock, round, start, ...sides }),
  before: sideAsJson(sides.before),
  after: sideAsJson(sides.after),
});

const sideAsJson = ({ due, verdict, againstOriginal: original }: CaseMove['before']) => ({
  dueDay: due?.day ?? null,
  dueAt: due?.at ?? null,
  verdict,
  againstOriginal: original,
});
