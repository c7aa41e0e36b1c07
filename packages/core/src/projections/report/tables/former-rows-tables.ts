import type { RecordedEvent } from '../../../engine/index.ts';
import { type Column, required, type Table } from '../../tables/table.ts';
import { type CaseEvent, caseEventsTable } from './case-events-table.ts';
import { type ClockEventRow, clockEventsTable } from './clock-events-table.ts';

/** A row of an event as it stood until a correction: what was known until then. */
export interface FormerRow<Row> {
  readonly row: Row;
  readonly correction: RecordedEvent;
}

const columnsOfFormer = <Row>({ columns }: Table<Row>): readonly Column<FormerRow<Row>>[] => [
  required.integer(
    'corrected_by',
    'Revision of the correction until which the row stood so.',
    ({ correction }) => correction.revision,
  ),
  required.instant(
    'corrected_at',
    'When the log took the correction.',
    ({ correction }) => correction.metadata.recordedAt,
  ),
  ...columns.map((column) => ({ ...column, value: ({ row }: FormerRow<Row>) => column.value(row) })),
];

/** One row an event before a correction, for each correction of its report. */
export const formerEventsTable: Table<FormerRow<CaseEvent>, 'former_case_events'> = {
  name: 'former_case_events',
  meaning:
    'One row an event of a report for each correction after it, as its row in `case_events` was until then.',
  // By case first: its rows are made anew with each correction.
  primaryKey: ['case_number', 'corrected_by', 'revision'],
  columns: columnsOfFormer(caseEventsTable),
};

/** One row a clock that an event before a correction changed, for each correction of its report. */
export const formerClockEventsTable: Table<FormerRow<ClockEventRow>, 'former_case_clock_events'> = {
  name: 'former_case_clock_events',
  meaning:
    'One row a clock that an event of a report changed for each correction after it, as its row in `case_clock_events` was until then.',
  primaryKey: ['case_number', 'corrected_by', 'revision', 'start', 'found'],
  columns: columnsOfFormer(clockEventsTable),
};
