import type { Instant } from '../../../engine/index.ts';
import { isForEverybody } from '../../../report/audience.ts';
import { cutDegrees } from '../../../report/index.ts';
import { type Column, localDay, localTime, optional, required, type Table } from '../../tables/table.ts';
import type { CaseFacts } from '../case-facts.ts';
import type { EvaluatedCase, EvaluatedClock } from '../evaluated-case.ts';

type Cell = Column<EvaluatedCase>;

export const cutOf = (degrees: number | null): number | null =>
  degrees === null ? null : cutDegrees(degrees);

export const labelsMeaning = 'Labels as a JSON list of texts; empty when it has none.';

/** In one cell: a label may have any character in it, and so nothing can stand between two of them. */
export const labelsCell = ({ labels }: Pick<CaseFacts, 'labels'>): string | null =>
  labels.length === 0 ? null : JSON.stringify(labels);
const bit = (value: boolean): number => (value ? 1 : 0);
const localOf = ({ calendar }: EvaluatedCase, at: Instant | null): string | null =>
  at === null ? null : localTime(calendar, at);

const clockColumns = (
  prefix: '' | 'first_',
  which: string,
  of: (row: EvaluatedCase) => EvaluatedClock,
): Cell[] => [
  optional.instant(
    `${prefix}decided_at`,
    `When the overall clock of the ${which} round stopped: published, rejected, merged or withdrawn. At \`due_at\` exactly is late.`,
    (row) => of(row).clock.stoppedAt,
  ),
  optional.day(`${prefix}decided_day`, 'The same as a day.', (row) => of(row).stoppedDay),
  optional.text(
    `${prefix}verdict`,
    `Verdict of the overall clock of the ${which} round at \`verdict_as_of\`: on-time, on-time-extended, late, open, overdue, paused, no-term.`,
    (row) => of(row).verdicts?.verdict ?? null,
  ),
  optional.text(
    `${prefix}against_original`,
    'The same without extensions: on-time, late, open, overdue, paused, no-term. A case that needed its extension is late.',
    (row) => of(row).verdicts?.againstOriginal ?? null,
  ),
  optional.text(
    `${prefix}against_in_force`,
    'The same with extensions.',
    (row) => of(row).verdicts?.againstInForce ?? null,
  ),
];

const countColumns: Cell[] = [
  required.integer(
    'assignments',
    'How often it was given to an agency, reassignments and new rounds included.',
    ({ facts }) => facts.assignments,
  ),
  required.integer(
    'returns',
    'How often an agency gave it back as not its own.',
    ({ facts }) => facts.returns,
  ),
  required.integer('questions', 'How often the citizen was asked for more.', ({ facts }) => facts.questions),
  required.integer(
    'extensions_requested',
    'How often an agency asked for more days.',
    ({ facts }) => facts.extensionsRequested,
  ),
  required.integer('extensions_granted', 'How often it got them.', ({ facts }) => facts.extensionsGranted),
  required.integer(
    'send_backs',
    'How often the centre did not accept the result.',
    ({ facts }) => facts.sendBacks,
  ),
  required.integer(
    'reclassifications',
    'How often category, procedure or priority changed.',
    ({ facts }) => facts.reclassifications,
  ),
  required.integer('disputes', 'How often the citizen disputed the result.', ({ facts }) => facts.disputes),
  required.integer(
    'disputes_decided',
    'Of these: decided.',
    ({ facts }) => facts.rounds.filter(({ disputeDecision }) => disputeDecision !== null).length,
  ),
  required.integer(
    'disputes_upheld',
    'Of these: the citizen was right.',
    ({ facts }) => facts.rounds.filter(({ disputeDecision }) => disputeDecision === 'upheld').length,
  ),
  required.integer(
    'supporters',
    'How many other citizens have the same problem.',
    ({ facts }) => facts.supporters,
  ),
  required.integer(
    'corrections',
    'How often something was corrected that the system which it is from had said.',
    ({ facts }) => facts.corrections,
  ),
  optional.text('grade', 'Last grade of the last round that was graded.', ({ facts }) => facts.grade),
  required.integer('fines', 'Fines imposed less revoked, in VND.', ({ facts }) =>
    facts.penalties.reduce((sum, { amount, revokedAt }) => (revokedAt === null ? sum + amount : sum), 0),
  ),
];

const timeColumns: Cell[] = (['total', 'centre', 'agency', 'citizen'] as const).flatMap((holder) => [
  optional.integer(
    `${holder}_working_days`,
    holder === 'total'
      ? 'Working days while the overall clock of a round ran, all rounds together, with the waits for the citizen: from submission to decision, and from an upheld dispute to the next decision. The first day of each is not counted. Empty while undecided, and where no calendar covers them. The sum of those with the centre, with the agency and with the citizen.'
      : `Working days of these with the ${holder}.`,
    ({ times }) => times?.[holder].workingDays ?? null,
  ),
  optional.integer(
    `${holder}_calendar_days`,
    'The same in calendar days.',
    ({ times }) => times?.[holder].calendarDays ?? null,
  ),
]);

/** One row a report: what worklists and figures are answered from. */
export const caseFactsTable: Table<EvaluatedCase, 'case_facts'> = {
  name: 'case_facts',
  meaning: 'One row a report, as it is now.',
  primaryKey: ['case_number'],
  columns: [
    required.integer('case_number', 'Log position of its first event.', ({ facts }) => facts.caseNumber),
    required.text('report_id', 'Id of the report.', ({ facts }) => facts.reportId),
    required.text('phase', 'Phase of the lifecycle.', ({ facts }) => facts.phase),
    required.integer(
      'round',
      'The present round: 1, and one more for each dispute upheld.',
      ({ facts }) => facts.round,
    ),
    required.text('channel', 'How it came: app, web, hotline, …', ({ facts }) => facts.channel),
    optional.text('category', 'Category.', ({ facts }) => facts.category),
    optional.text('labels', labelsMeaning, ({ facts }) => labelsCell(facts)),
    required.text('priority', 'normal or urgent.', ({ facts }) => facts.priority),
    required.text('procedure', 'Procedure: ordinary, penalty, …', ({ facts }) => facts.procedure),
    optional.text('area_code', 'Code of the area.', ({ facts }) => facts.areaCode),
    optional.real(
      'lat',
      'Latitude, WGS 84; empty where only an address or an area is known, and once the place is redacted.',
      ({ facts }) => facts.lat,
    ),
    optional.real('lng', 'Longitude, WGS 84.', ({ facts }) => facts.lng),
    optional.real('rounded_lat', 'Latitude cut after three decimals: what analysts may see.', ({ facts }) =>
      cutOf(facts.lat),
    ),
    optional.real('rounded_lng', 'Longitude, the same.', ({ facts }) => cutOf(facts.lng)),
    optional.text('text', 'What was reported; empty once it is redacted.', ({ facts }) => facts.text),
    optional.text(
      'agency_id',
      'The agency that has it, or had it when it was resolved or ended; empty before one has it, and when the last one gave it back or it was recalled.',
      ({ facts }) => facts.agencyId,
    ),
    required.boolean('awaiting', 'A question to the citizen is open.', ({ facts }) => bit(facts.awaiting)),
    required.boolean('extension_pending', 'A request for more days is open.', ({ facts }) =>
      bit(facts.extensionPending),
    ),
    required.boolean(
      'for_everybody',
      'It was published for everybody, and everybody may read it now.',
      ({ facts }) => bit(isForEverybody(facts)),
    ),
    required.instant('submitted_at', 'When it was submitted.', ({ facts }) => facts.submittedAt),
    required.local('submitted_local', 'The same as wall time.', (row) =>
      localTime(row.calendar, row.facts.submittedAt),
    ),
    required.day('submitted_day', 'The same as a day.', ({ submittedDay }) => submittedDay),
    optional.instant('verified_at', 'When the centre verified it.', ({ facts }) => facts.verifiedAt),
    optional.instant(
      'assigned_at',
      'When it was last assigned; empty while no agency has it.',
      ({ facts }) => facts.assignedAt,
    ),
    optional.instant('resolved_at', 'When it was last resolved.', ({ facts }) => facts.resolvedAt),
    optional.instant('published_at', 'When it was last published.', ({ facts }) => facts.publishedAt),
    optional.instant('ended_at', 'When it came to a final phase.', ({ facts }) => facts.endedAt),
    optional.text(
      'term',
      'Term of the overall clock; empty when none applies or the due moment came with the case.',
      ({ final }) => final.clock.term && `${final.clock.term.count} ${final.clock.term.unit}`,
    ),
    optional.text(
      'calendar',
      'Calendar version that the due day was computed on.',
      ({ final }) => final.clock.due?.calendar ?? null,
    ),
    optional.day(
      'original_due_day',
      'Last day in time, without extensions.',
      ({ final }) => final.clock.originalDue?.day ?? null,
    ),
    optional.instant(
      'original_due_at',
      'First late instant, without extensions.',
      ({ final }) => final.clock.originalDue?.at ?? null,
    ),
    optional.day('due_day', 'Last day in time.', ({ final }) => final.clock.due?.day ?? null),
    optional.instant('due_at', 'First late instant.', ({ final }) => final.clock.due?.at ?? null),
    required.boolean(
      'due_projected',
      'Whether the due day counts on days that no notice has confirmed; then it may still move.',
      ({ final }) => Number(final.clock.due?.projected ?? false),
    ),
    optional.instant(
      'late_since',
      'Since when it is late for good, whatever was granted afterwards.',
      ({ final }) => final.clock.lateSince,
    ),
    required.integer(
      'extended_by',
      'Working days of all extensions of the present round.',
      ({ final }) => final.clock.extendedBy,
    ),
    required.integer(
      'given_back',
      'Days that waiting for the citizen gave back, in the unit of the term.',
      ({ final }) => final.clock.givenBack,
    ),
    ...clockColumns('', 'present', ({ final }) => final),
    optional.local('decided_local', '`decided_at` as wall time.', (row) =>
      localOf(row, row.final.clock.stoppedAt),
    ),
    ...clockColumns('first_', 'first', ({ first }) => first),
    required.instant('verdict_as_of', 'The moment of the verdicts of this row.', ({ asOf }) => asOf),
    optional.instant(
      'verdict_changes_at',
      'When a verdict of this row is another one although nothing happens. The host keeps rows current; a query of yours that must be exact takes rows whose moment has passed for stale.',
      ({ changesAt }) => changesAt,
    ),
    ...countColumns,
    ...timeColumns,
    optional.text(
      'legacy_system',
      'The system that it was imported from.',
      ({ facts }) => facts.legacySystem,
    ),
    optional.text('legacy_case_id', 'Its id there.', ({ facts }) => facts.legacyCaseId),
    optional.text('legacy_status', 'Its status there.', ({ facts }) => facts.legacyStatus),
    required.instant(
      'first_recorded_at',
      'When its first event was recorded.',
      ({ facts }) => facts.firstRecordedAt,
    ),
    required.instant('occurred_at', 'When its last event happened.', ({ facts }) => facts.occurredAt),
    required.instant('recorded_at', 'When its last event was recorded.', ({ facts }) => facts.recordedAt),
    required.integer('revision', 'Revision of its last event.', ({ facts }) => facts.revision),
    required.integer('position', 'Log position of its last event.', ({ facts }) => facts.position),
  ],
};

/** The local day of an instant for tables of a case. */
export const dayIn = ({ calendar }: EvaluatedCase, at: Instant | null): string | null =>
  at === null ? null : localDay(calendar, at);
