import { dayOfNumber, type LocalDay, type WorkingCalendar } from '../../calendar/index.ts';
import { epochOf, type Instant } from '../../engine/index.ts';

/**
 * What a column holds: `instant` is ISO 8601 in UTC with milliseconds, `local` the wall time where the calendar is in
 * force (`2026-11-23 08:30:00`), `day` a day of that zone, `boolean` 0 or 1.
 */
export const columnTypes = ['text', 'integer', 'real', 'boolean', 'instant', 'local', 'day'] as const;
export type ColumnType = (typeof columnTypes)[number];

export type CellValue = string | number | null;

/** A column that people and tools may query, with what it means. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether it may be empty. */
  readonly nullable: boolean;
  readonly meaning: string;
  /** The column of the table that it is read from, where that has another name. */
  readonly stored?: string;
  /** That it is the verdict of a clock, by its name in the table, at a moment: no table keeps it. */
  readonly verdict?: { readonly clock: string; readonly at: Instant };
}

/** A documented table of the read models: what stands in it, and in which order. */
export interface TableDefinition<Name extends string = string> {
  readonly name: Name;
  readonly meaning: string;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
}

/** A column with what is written into it. */
export interface Column<Row> extends ColumnDefinition {
  readonly value: (row: Row) => CellValue;
}

export interface Table<Row, Name extends string = string> extends TableDefinition<Name> {
  readonly columns: readonly Column<Row>[];
}

/** Puts the cells of a row, in the order of the columns, into a list of cells from a place on. */
export const putCells = <Row>({ columns }: Table<Row>, row: Row, cells: CellValue[], from = 0): void => {
  for (let place = 0; place < columns.length; place++)
    cells[from + place] = columns[place]?.value(row) ?? null;
};

type Value<Row> = (row: Row) => CellValue;
type Making = <Row>(name: string, meaning: string, value: Value<Row>) => Column<Row>;

const making =
  (type: ColumnType, nullable: boolean): Making =>
  (name, meaning, value) => ({ name, type, nullable, meaning, value });

/** A column of a type that is never empty. */
export const required = {
  text: making('text', false),
  integer: making('integer', false),
  real: making('real', false),
  boolean: making('boolean', false),
  instant: making('instant', false),
  local: making('local', false),
  day: making('day', false),
};

/** A column of a type that may be empty. */
export const optional = {
  text: making('text', true),
  integer: making('integer', true),
  real: making('real', true),
  instant: making('instant', true),
  local: making('local', true),
  day: making('day', true),
};

/** The wall time of an instant where a calendar is in force, to the second. */
export const localTime = (calendar: WorkingCalendar, instant: Instant): string => {
  const epoch = epochOf(instant);
  const wall = Math.floor(calendar.wallTimeOf(epoch) / 1_000);
  const day = dayOfNumber(calendar.numbers.dayAt(epoch));
  return `${day} ${two(Math.floor(wall / 3_600))}:${two(Math.floor(wall / 60) % 60)}:${two(wall % 60)}`;
};

/** The day of an instant where a calendar is in force. */
export const localDay = (calendar: WorkingCalendar, instant: Instant): LocalDay =>
  dayOfNumber(calendar.numbers.dayAt(epochOf(instant)));

/** Hours, minutes and seconds as a clock shows them. */
const shown: readonly string[] = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => shown[number] ?? '';
