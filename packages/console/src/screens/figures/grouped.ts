import type { GroupKey, Ratio, SlaGroup } from '@phananh/core/read-models';
import { agencyNames } from '../../cases/found.ts';
import { lineChart } from '../../drawing/charts.ts';
import type { Cell, Column, FigureTable } from '../../drawing/figure-table.ts';
import type { Html } from '../../frame/html.ts';
import { wholeShareText } from '../../words/numbers.ts';
import { type AskedFigures, groupText, shortText } from './asked.ts';
import { figureWords } from './words.ts';

/** Rows of figures by group, in the order in which they are shown. */
export interface Grouped<Row> {
  readonly asked: AskedFigures;
  readonly groupBy: readonly SlaGroup[];
  readonly rows: readonly Row[];
}

/** A column of figures, and what stands in it. */
export interface FigureColumn<Row> {
  readonly column: Column;
  readonly cell: (row: Row) => Cell;
}

/** A table with a row a group. Its first columns say which group that is. */
export const groupedTable = <Row extends { readonly group: GroupKey }>(
  { asked, groupBy, rows }: Grouped<Row>,
  {
    columns,
    ...named
  }: Pick<FigureTable, 'name' | 'caption'> & { readonly columns: readonly FigureColumn<Row>[] },
): FigureTable => {
  const { visit, frame } = asked;
  const { language } = visit;
  const agencyName = agencyNames(frame);
  return {
    ...named,
    heads: groupBy.length,
    columns: [
      ...groupBy.map((group) => ({ kind: 'text', label: figureWords[language].groups[group] }) as const),
      ...columns.map(({ column }) => column),
    ],
    rows: rows.map((row) => [
      ...groupBy.map(
        (group): Cell => ({
          kind: 'text',
          text: groupText(group, row.group[group], { visit, agencyName }),
        }),
      ),
      ...columns.map(({ cell }) => cell(row)),
    ]),
  };
};

interface Shown<Row> {
  /** The key of what the column means. */
  readonly means?: string;
  /** Where the cases behind a number are. */
  readonly href?: (row: Row) => string | undefined;
}

/** A column of numbers. */
export const counts = <Row>(
  label: string,
  numberOf: (row: Row) => number,
  { means, href }: Shown<Row> = {},
): FigureColumn<Row> => ({
  column: { kind: 'count', label, ...(means !== undefined && { means }) },
  cell: (row) => ({ kind: 'count', value: numberOf(row), href: href?.(row) }),
});

/** A column of amounts in dong. */
export const amounts = <Row>(
  label: string,
  numberOf: (row: Row) => number,
  { means, href }: Shown<Row> = {},
): FigureColumn<Row> => ({
  column: { kind: 'money', label, ...(means !== undefined && { means }) },
  cell: (row) => ({ kind: 'money', value: numberOf(row), href: href?.(row) }),
});

/** A column of shares. */
export const shares = <Row>(
  label: string,
  means: string,
  shareOf: (row: Row) => {
    readonly ratio: Ratio;
    readonly above?: string | undefined;
    readonly below?: string | undefined;
  },
): FigureColumn<Row> => ({
  column: { kind: 'share', label, means },
  cell: (row) => ({ kind: 'share', ...shareOf(row) }),
});

/** What a row is called beside its bar: its group; where figures are by none, that it is all of them. */
export const rowLabel = (
  { frame, visit }: AskedFigures,
  { group }: { readonly group: GroupKey },
  [only]: readonly SlaGroup[],
): string =>
  only === undefined
    ? figureWords[visit.language].inAll
    : groupText(only, group[only], { visit, agencyName: agencyNames(frame) });

/** Shares as lines over time. @param by the kind of time that the rows are of */
export const sharesOverTime = <Row extends { readonly group: GroupKey }>(
  { asked, rows }: Pick<Grouped<Row>, 'asked' | 'rows'>,
  by: SlaGroup,
  lines: readonly {
    readonly series: 'first' | 'second';
    readonly shareOf: (row: Row) => number | null;
  }[],
  {
    isUnsettled,
    ...drawn
  }: Parameters<typeof lineChart>[2] & { readonly isUnsettled?: (row: Row) => boolean },
): Html =>
  lineChart(
    lines.map(({ series, shareOf }) => ({ series, values: rows.map(shareOf) })),
    {
      labels: rows.map(({ group }) => shortText(by, group[by], asked.visit)),
      top: 1,
      ...(isUnsettled !== undefined && { unsettled: rows.map(isUnsettled) }),
      textOf: (value) => wholeShareText(value, asked.visit.language),
    },
    drawn,
  );
