import type { WorkingCalendar } from '../../../calendar/index.ts';
import type { JsonValue, RecordedEvent } from '../../../engine/index.ts';
import type { ReportClock } from '../../../report/index.ts';
import { type Column, localTime, optional, required, type Table } from '../../tables/table.ts';
import { type CaseFacts, finalClockOf } from '../case-facts.ts';
import { cutOf, labelsCell, labelsMeaning } from './case-facts-table.ts';
import { clockColumns } from './clock-columns.ts';

/** An event with its case before and after it. */
export interface CaseEvent {
  readonly event: RecordedEvent;
  readonly before: CaseFacts | undefined;
  readonly after: CaseFacts;
  /** The case after it, without what is hidden now. */
  readonly shown: CaseFacts;
  readonly calendar: WorkingCalendar;
}

type EventCell = Column<CaseEvent>;

const ofSubmission =
  (read: (facts: CaseFacts) => number | null) =>
  ({ event, shown }: CaseEvent): number | null =>
    event.type === 'submitted' ? read(shown) : null;

const placeColumns: readonly EventCell[] = [
  optional.real(
    'lat',
    'Latitude, WGS 84, of `submitted`; empty once it is redacted.',
    ofSubmission(({ lat }) => lat),
  ),
  optional.real(
    'lng',
    'Longitude, the same.',
    ofSubmission(({ lng }) => lng),
  ),
  optional.real(
    'rounded_lat',
    'Latitude cut after three decimals: what analysts may see.',
    ofSubmission(({ lat }) => cutOf(lat)),
  ),
  optional.real(
    'rounded_lng',
    'Longitude, the same.',
    ofSubmission(({ lng }) => cutOf(lng)),
  ),
];

/** What an event says itself, of types that say it. */
const said =
  (field: string) =>
  ({ event }: CaseEvent): JsonValue | undefined =>
    event.data[field];
const textSaid =
  (field: string, ...types: readonly string[]) =>
  (row: CaseEvent): string | null => {
    const value = types.includes(row.event.type) ? said(field)(row) : undefined;
    return typeof value === 'string' ? value : null;
  };
const numberSaid =
  (field: string, ...types: readonly string[]) =>
  (row: CaseEvent): number | null => {
    const value = types.includes(row.event.type) ? said(field)(row) : undefined;
    return typeof value === 'number' ? value : null;
  };

const saidColumns: readonly EventCell[] = [
  optional.text(
    'outcome',
    'Of `resolved`: fixed, not-fixed, no-fault-found or planned.',
    textSaid('outcome', 'resolved'),
  ),
  optional.instant(
    'window_ends_at',
    'Of `published` and `dispute-dismissed`: from then on nobody may rate.',
    (row) => {
      const due = ['published', 'dispute-dismissed'].includes(row.event.type)
        ? said('windowEnds')(row)
        : undefined;
      return typeof due === 'object' && due !== null && 'at' in due ? String(due.at) : null;
    },
  ),
  optional.text('grade', 'Of `rated`: satisfied, acceptable, unsatisfied.', textSaid('grade', 'rated')),
  optional.integer(
    'extension_days',
    'Of `extension-requested` and `extension-granted`: working days.',
    numberSaid('workingDays', 'extension-requested', 'extension-granted'),
  ),
  optional.integer('after_due', 'Of these: whether it was asked for too late, 0 or 1.', (row) => {
    const late = row.event.type.startsWith('extension-') ? said('afterDue')(row) : undefined;
    return typeof late === 'boolean' ? Number(late) : null;
  }),
  optional.integer(
    'penalty_revision',
    'Of `penalty-imposed` and `penalty-revoked`: revision of the event that imposed the fine.',
    (row) => {
      const decision = textSaid('decisionNo', 'penalty-imposed', 'penalty-revoked')(row);
      const fine = row.after.penalties.find(({ decisionNo }) => decisionNo === decision);
      return fine?.imposedRevision ?? null;
    },
  ),
  optional.integer(
    'amount',
    'Of these: the fine in VND.',
    numberSaid('amount', 'penalty-imposed', 'penalty-revoked'),
  ),
];

/** The overall clock of the present round, where the event changed it. */
const overallOf = ({ before, after }: CaseEvent): ReportClock | undefined => {
  const clock = finalClockOf(after);
  return before !== undefined && finalClockOf(before) === clock ? undefined : clock;
};

const overallColumns: readonly EventCell[] = [
  optional.integer(
    'clock_round',
    'The round whose overall clock the event changed; empty, as all that follows, where it left it as it was.',
    (row) => overallOf(row)?.round ?? null,
  ),
  ...clockColumns(overallOf),
];

/** One row an event of a report: what happened when, and what it made of the case. */
export const caseEventsTable: Table<CaseEvent, 'case_events'> = {
  name: 'case_events',
  meaning: 'One row an event of a report, without its texts.',
  primaryKey: ['position'],
  columns: [
    required.integer('position', 'Place in the whole log.', ({ event }) => event.position),
    required.integer('case_number', 'The case.', ({ after }) => after.caseNumber),
    required.text('report_id', 'Id of the report.', ({ after }) => after.reportId),
    required.integer('revision', "Place in the report's own stream, from 0.", ({ event }) => event.revision),
    required.text('event_id', 'Id of the event.', ({ event }) => event.id),
    required.text('type', 'Type of the event.', ({ event }) => event.type),
    required.instant('occurred_at', 'When it happened.', ({ after }) => after.occurredAt),
    required.local('occurred_local', 'The same as wall time.', ({ after, calendar }) =>
      localTime(calendar, after.occurredAt),
    ),
    required.instant('recorded_at', 'When the log took it.', ({ after }) => after.recordedAt),
    required.text(
      'actor_kind',
      'citizen, operator, agency, admin or system.',
      ({ event }) => event.metadata.actor.kind,
    ),
    optional.text(
      'agency_id',
      'The agency that has the report after it, or had it when it was resolved or ended.',
      ({ after }) => after.agencyId,
    ),
    required.integer('round', 'Round after it.', ({ after }) => after.round),
    optional.text(
      'phase_before',
      'Phase before it; empty for the first.',
      ({ before }) => before?.phase ?? null,
    ),
    required.text('phase', 'Phase after it.', ({ after }) => after.phase),
    required.boolean('awaiting', 'Whether the citizen is waited for after it.', ({ after }) =>
      Number(after.awaiting),
    ),
    required.text('channel', 'How the report came.', ({ after }) => after.channel),
    optional.text('category', 'Category after it; empty once it is redacted.', ({ shown }) => shown.category),
    optional.text('labels', `${labelsMeaning.slice(0, -1)}, after it.`, ({ after }) => labelsCell(after)),
    required.text('priority', 'Priority after it.', ({ after }) => after.priority),
    required.text('procedure', 'Procedure after it.', ({ after }) => after.procedure),
    optional.text('area_code', 'Code of the area after it.', ({ shown }) => shown.areaCode),
    ...placeColumns,
    ...saidColumns,
    ...overallColumns,
  ],
};
