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

/** The cells of a row in the order of the columns. */
export const cellsOf = <Row>({ columns }: Table<Row>, row: Row): CellValue[] =>
  columns.map(({ value }) => value(row));

type Value<Row> = (row: Row) => CellValue;
type Making = <Row>(name: string, meaning: string, value: Value<Row>) => Column<Row>;

const making =
  (type: ColumnType, nullable: boolean): Making =>
  (name, meaning, value) => ({ name, type, nullable, meaning, value });

/** A column of a type that is never empty. */
export const column = {
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
  instant: making('instant', true),
  local: making('local', true),
  day: making('day', true),
};

/** The wall time of an instant where a calendar is in force, to the second. */
export const localTime = (calendar: WorkingCalendar, instant: Instant): string => {
  const epoch = epochOf(instant);
  const wall = Math.floor(calendar.wallTimeOf(epoch) / 1_000);
  const [hours, minutes, seconds] = [Math.floor(wall / 3_600), Math.floor(wall / 60) % 60, wall % 60];
  return `${localDay(calendar, instant)} ${two(hours)}:${two(minutes)}:${two(seconds)}`;
};

/** The day of an instant where a calendar is in force. */
export const localDay = (calendar: WorkingCalendar, instant: Instant): LocalDay =>
  dayOfNumber(calendar.numbers.dayAt(epochOf(instant)));

const two = (number: number): string => String(number).padStart(2, '0');
