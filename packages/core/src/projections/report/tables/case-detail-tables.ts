import type { WorkingCalendar } from '../../../calendar/index.ts';
import type { JsonValue, RecordedEvent } from '../../../engine/index.ts';
import type { ReportClock } from '../../../report/index.ts';
import { type Column, localDay, localTime, optional, required, type Table } from '../../tables/table.ts';
import { type CaseFacts, finalClockOf, type PenaltyFacts, type RoundFacts } from '../case-facts.ts';
import type { EvaluatedCase, EvaluatedClock } from '../evaluated-case.ts';
import { cutOf, dayIn } from './case-facts-table.ts';

export interface PartOf<Part> {
  readonly row: EvaluatedCase;
  readonly part: Part;
  /** Place among its like, from 0. */
  readonly index: number;
}

const ofCase = <Part>() => [
  required.integer<PartOf<Part>>('case_number', 'The case.', ({ row }) => row.facts.caseNumber),
  required.text<PartOf<Part>>('report_id', 'Id of the report.', ({ row }) => row.facts.reportId),
];

/** One row a round: what the citizen rates and disputes. */
export const caseRoundsTable: Table<PartOf<RoundFacts>, 'case_rounds'> = {
  name: 'case_rounds',
  meaning: 'One row a round of a report: the first handling, and one more for each dispute upheld.',
  primaryKey: ['case_number', 'round'],
  columns: [
    ...ofCase<RoundFacts>(),
    required.integer('round', 'From 1.', ({ part }) => part.round),
    optional.text('agency_id', 'The agency that had it last in this round.', ({ part }) => part.agencyId),
    optional.instant(
      'assigned_at',
      'When it was last assigned in this round.',
      ({ part }) => part.assignedAt,
    ),
    optional.instant(
      'resolved_at',
      'When it was last resolved in this round.',
      ({ part }) => part.resolvedAt,
    ),
    optional.text('outcome', 'fixed, not-fixed, no-fault-found or planned.', ({ part }) => part.outcome),
    optional.instant('published_at', 'When the result was published.', ({ part }) => part.publishedAt),
    optional.day('published_day', 'The same as a day.', ({ row, part }) => dayIn(row, part.publishedAt)),
    optional.instant(
      'window_ends_at',
      'From then on the citizen may not rate any more.',
      ({ part }) => part.windowEndsAt,
    ),
    optional.text('grade', 'Last grade: satisfied, acceptable, unsatisfied.', ({ part }) => part.grade),
    optional.instant('rated_at', 'When it was given.', ({ part }) => part.ratedAt),
    optional.instant(
      'disputed_at',
      'When the citizen last disputed the result.',
      ({ part }) => part.disputedAt,
    ),
    optional.text('dispute_decision', 'upheld or dismissed.', ({ part }) => part.disputeDecision),
  ],
};

/** One row a clock that was started. */
export const caseClocksTable: Table<PartOf<EvaluatedClock>, 'case_clocks'> = {
  name: 'case_clocks',
  meaning: 'One row a clock that was started, with its verdict at `verdict_as_of` of the case.',
  primaryKey: ['case_number', 'start'],
  columns: [
    ...ofCase<EvaluatedClock>(),
    required.integer('start', 'In the order of the starts, from 0.', ({ index }) => index),
    required.text(
      'clock',
      'overall, verification, resolution, approval or dispute.',
      ({ part }) => part.clock.clock,
    ),
    required.integer('round', 'The round that it measures.', ({ part }) => part.clock.round),
    required.instant('started_at', 'When it started.', ({ part }) => part.clock.startedAt),
    optional.text(
      'term',
      'Its term.',
      ({ part: { clock } }) => clock.term && `${clock.term.count} ${clock.term.unit}`,
    ),
    optional.text(
      'calendar',
      'Calendar version of its due day.',
      ({ part }) => part.clock.due?.calendar ?? null,
    ),
    optional.day(
      'original_due_day',
      'Last day in time, without extensions.',
      ({ part }) => part.clock.originalDue?.day ?? null,
    ),
    optional.instant(
      'original_due_at',
      'First late instant, without extensions.',
      ({ part }) => part.clock.originalDue?.at ?? null,
    ),
    optional.day('due_day', 'Last day in time.', ({ part }) => part.clock.due?.day ?? null),
    optional.instant('due_at', 'First late instant.', ({ part }) => part.clock.due?.at ?? null),
    required.boolean(
      'due_projected',
      'Whether its due day counts on days that no notice has confirmed.',
      ({ part }) => Number(part.clock.due?.projected ?? false),
    ),
    required.integer('extended_by', 'Working days of its extensions.', ({ part }) => part.clock.extendedBy),
    required.integer('given_back', 'Days that pauses gave back.', ({ part }) => part.clock.givenBack),
    optional.instant('paused_at', 'Since when it waits for the citizen.', ({ part }) => part.clock.pausedAt),
    optional.instant(
      'stopped_at',
      'When it stopped; at `due_at` exactly is late.',
      ({ part }) => part.clock.stoppedAt,
    ),
    optional.day('stopped_day', 'The same as a day.', ({ part }) => part.stoppedDay),
    optional.instant(
      'cancelled_at',
      'When it ended without a verdict.',
      ({ part }) => part.clock.cancelledAt,
    ),
    optional.instant('late_since', 'Since when it is late for good.', ({ part }) => part.clock.lateSince),
    optional.text(
      'verdict',
      'Verdict; empty when it was cancelled.',
      ({ part }) => part.verdicts?.verdict ?? null,
    ),
    optional.text(
      'against_original',
      'The same without extensions.',
      ({ part }) => part.verdicts?.againstOriginal ?? null,
    ),
    optional.text(
      'against_in_force',
      'The same with extensions.',
      ({ part }) => part.verdicts?.againstInForce ?? null,
    ),
    required.boolean('counts_first', 'It stands for its name in the first round.', ({ part }) =>
      Number(part.countsFirst),
    ),
    required.boolean('counts_final', 'It stands for its name in the last round that it ran in.', ({ part }) =>
      Number(part.countsFinal),
    ),
  ],
};

/** One row a fine. */
export const penaltiesTable: Table<PartOf<PenaltyFacts>, 'penalties'> = {
  name: 'penalties',
  meaning: 'One row a fine that was imposed.',
  primaryKey: ['case_number', 'decision_no'],
  columns: [
    ...ofCase<PenaltyFacts>(),
    required.text('decision_no', 'Number of the decision.', ({ part }) => part.decisionNo),
    optional.text('agency_id', 'The agency that had the report then.', ({ part }) => part.agencyId),
    required.integer('amount', 'VND.', ({ part }) => part.amount),
    required.instant('imposed_at', 'When it was imposed.', ({ part }) => part.imposedAt),
    required.day('imposed_day', 'The same as a day.', ({ row, part }) =>
      localDay(row.calendar, part.imposedAt),
    ),
    optional.instant('revoked_at', 'When it was taken back.', ({ part }) => part.revokedAt),
    optional.day('revoked_day', 'The same as a day.', ({ row, part }) => dayIn(row, part.revokedAt)),
  ],
};

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
  optional.text(
    'decision_no',
    'Of `penalty-imposed` and `penalty-revoked`: number of the decision.',
    textSaid('decisionNo', 'penalty-imposed', 'penalty-revoked'),
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
const overall =
  <Value>(read: (clock: ReportClock) => Value | null) =>
  (row: CaseEvent): Value | null => {
    const clock = overallOf(row);
    return clock === undefined ? null : read(clock);
  };

const overallColumns: readonly EventCell[] = [
  optional.integer(
    'clock_round',
    'The round whose overall clock the event changed; empty, as all that follows, where it left it as it was.',
    overall(({ round }) => round),
  ),
  optional.day(
    'original_due_day',
    'Last day in time after it, without extensions.',
    overall((c) => c.originalDue?.day ?? null),
  ),
  optional.instant(
    'original_due_at',
    'First late instant, without extensions.',
    overall((c) => c.originalDue?.at ?? null),
  ),
  optional.day(
    'due_day',
    'Last day in time after it.',
    overall((c) => c.due?.day ?? null),
  ),
  optional.instant(
    'due_at',
    'First late instant.',
    overall((c) => c.due?.at ?? null),
  ),
  optional.instant(
    'late_since',
    'Since when it is late for good.',
    overall((c) => c.lateSince),
  ),
  optional.instant(
    'paused_at',
    'Since when it waits for the citizen.',
    overall((c) => c.pausedAt),
  ),
  optional.instant(
    'waits_until',
    'Until when it waits at most: then it runs again.',
    overall((c) => c.unanswered?.at ?? null),
  ),
  optional.instant(
    'unanswered_original_due_at',
    '`original_due_at` from then on, when nobody answers.',
    overall((c) => c.unanswered?.originalDue.at ?? null),
  ),
  optional.instant(
    'unanswered_due_at',
    '`due_at` from then on, when nobody answers.',
    overall((c) => c.unanswered?.due.at ?? null),
  ),
  optional.instant(
    'stopped_at',
    'When it stopped; at `due_at` exactly is late.',
    overall((c) => c.stoppedAt),
  ),
  optional.instant(
    'cancelled_at',
    'When it ended without a verdict.',
    overall((c) => c.cancelledAt),
  ),
  optional.integer(
    'extended_by',
    'Working days of its extensions.',
    overall((c) => c.extendedBy),
  ),
  optional.integer(
    'given_back',
    'Days that pauses gave back.',
    overall((c) => c.givenBack),
  ),
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
    required.text('priority', 'Priority after it.', ({ after }) => after.priority),
    required.text('procedure', 'Procedure after it.', ({ after }) => after.procedure),
    optional.text('area_code', 'Code of the area after it.', ({ shown }) => shown.areaCode),
    ...placeColumns,
    ...saidColumns,
    ...overallColumns,
  ],
};
