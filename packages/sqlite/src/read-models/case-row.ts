import { type CaseFacts, dayAt, type SlaClock, type Term } from '@phananh/core';

/** A row of `cases` as SQLite has it: the flat form of {@link CaseFacts}. */
export type StoredRow = { readonly [column: string]: string | number | null };

/** A column of `cases` and what is written into it. Days are those of the working calendar's zone. */
type Column<From> = readonly [
  name: string,
  value: (from: From, utcOffsetMinutes: number) => string | number | null,
];

const clockColumns: readonly Column<SlaClock>[] = [
  ['started_at', (clock) => clock.startedAt],
  ['original_due_day', (clock) => clock.originalDue?.day ?? null],
  ['original_due_at', (clock) => clock.originalDue?.at ?? null],
  ['due_day', (clock) => clock.due?.day ?? null],
  ['due_at', (clock) => clock.due?.at ?? null],
  ['calendar', (clock) => clock.due?.calendar ?? null],
  ['extended_by', (clock) => clock.extendedBy],
  ['given_back', (clock) => clock.givenBack],
  ['paused_at', (clock) => clock.pausedAt],
  ['unanswered_at', (clock) => clock.unanswered?.at ?? null],
  ['unanswered_given_back', (clock) => clock.unanswered?.givenBack ?? null],
  ['unanswered_original_due_day', (clock) => clock.unanswered?.originalDue.day ?? null],
  ['unanswered_original_due_at', (clock) => clock.unanswered?.originalDue.at ?? null],
  ['unanswered_due_day', (clock) => clock.unanswered?.due.day ?? null],
  ['unanswered_due_at', (clock) => clock.unanswered?.due.at ?? null],
  ['stopped_at', (clock) => clock.stoppedAt],
  ['late_since', (clock) => clock.lateSince],
  ['decided_day', (clock, utcOffsetMinutes) => clock.stoppedAt && dayAt(clock.stoppedAt, utcOffsetMinutes)],
  ['term', (clock) => clock.term && `${clock.term.count} ${clock.term.unit}`],
];

const columnsOfClock = (
  prefix: string,
  clockOf: (facts: CaseFacts) => SlaClock,
): readonly Column<CaseFacts>[] =>
  clockColumns.map(([name, value]) => [
    `${prefix}_${name}`,
    (facts, utcOffsetMinutes) => value(clockOf(facts), utcOffsetMinutes),
  ]);

const columns: readonly Column<CaseFacts>[] = [
  ['report_id', (facts) => facts.reportId],
  ['tracking_code', (facts) => facts.trackingCode],
  ['phase', (facts) => facts.phase],
  ['round', (facts) => facts.round],
  ['submitted_at', (facts) => facts.submittedAt],
  ['submitted_day', (facts, utcOffsetMinutes) => dayAt(facts.submittedAt, utcOffsetMinutes)],
  ['reporter_id', (facts) => facts.reporterId],
  ['channel', (facts) => facts.channel],
  ['category', (facts) => facts.category],
  ['priority', (facts) => facts.priority],
  ['procedure', (facts) => facts.procedure],
  ['area_code', (facts) => facts.areaCode],
  ['lat', (facts) => facts.lat],
  ['lng', (facts) => facts.lng],
  ['text', (facts) => facts.text],
  ['agency_id', (facts) => facts.agencyId],
  ['awaiting', (facts) => Number(facts.awaiting)],
  ['returns', (facts) => facts.returns],
  ['extension_pending', (facts) => Number(facts.extensionPending)],
  ['verified_at', (facts) => facts.verifiedAt],
  ['assigned_at', (facts) => facts.assignedAt],
  ['resolved_at', (facts) => facts.resolvedAt],
  ['published_at', (facts) => facts.publishedAt],
  ['ended_at', (facts) => facts.endedAt],
  ['grade', (facts) => facts.grade],
  ['disputes', (facts) => facts.disputes],
  ['legacy_system', (facts) => facts.legacySystem],
  ['legacy_case_id', (facts) => facts.legacyCaseId],
  ['legacy_status', (facts) => facts.legacyStatus],
  ...columnsOfClock('first', ({ firstClock }) => firstClock),
  ...columnsOfClock('overall', ({ clock }) => clock),
  ['revision', (facts) => facts.revision],
  ['position', (facts) => facts.position],
];

/** The columns of a case in the order of {@link valuesOf}. */
export const caseColumns: readonly string[] = columns.map(([name]) => name);

/** A case as the values of its row: by their places and not by names, which takes SQLite half the time to bind. */
export const valuesOf = (facts: CaseFacts, utcOffsetMinutes: number): readonly (string | number | null)[] =>
  columns.map(([, value]) => value(facts, utcOffsetMinutes));

const text = (row: StoredRow, column: string): string => String(row[column]);
const textOrNull = (row: StoredRow, column: string): string | null => {
  const value = row[column];
  return value == null ? null : String(value);
};
const integer = (row: StoredRow, column: string): number => Number(row[column]);

const clockOf = (row: StoredRow, prefix: string, round: number): SlaClock => {
  const due = (kind: 'due' | 'original_due' | 'unanswered_due' | 'unanswered_original_due') => {
    const at = textOrNull(row, `${prefix}_${kind}_at`);
    const day = textOrNull(row, `${prefix}_${kind}_day`);
    return at === null || day === null ? null : { day, at, calendar: textOrNull(row, `${prefix}_calendar`) };
  };
  const unanswered = (): SlaClock['unanswered'] => {
    const [at, moved, original] = [
      textOrNull(row, `${prefix}_unanswered_at`),
      due('unanswered_due'),
      due('unanswered_original_due'),
    ];
    if (at === null || moved === null || original === null) return null;
    return {
      at,
      givenBack: integer(row, `${prefix}_unanswered_given_back`),
      originalDue: original,
      due: moved,
    };
  };
  const [count, unit] = textOrNull(row, `${prefix}_term`)?.split(' ') ?? [];
  return {
    clock: 'overall',
    round,
    startedAt: text(row, `${prefix}_started_at`),
    // No query asks for it; the report's own stream has it.
    receipt: 'as-received',
    // The column was written from a term.
    term: count === undefined ? null : { count: Number(count), unit: unit as Term['unit'] },
    originalDue: due('original_due'),
    due: due('due'),
    extendedBy: integer(row, `${prefix}_extended_by`),
    givenBack: integer(row, `${prefix}_given_back`),
    pausedAt: textOrNull(row, `${prefix}_paused_at`),
    unanswered: unanswered(),
    stoppedAt: textOrNull(row, `${prefix}_stopped_at`),
    cancelledAt: null,
    lateSince: textOrNull(row, `${prefix}_late_since`),
    rungs: [],
  };
};

/** The facts of a case from its row, to fold the next event onto. */
export const factsOf = (row: StoredRow): CaseFacts => ({
  reportId: text(row, 'report_id'),
  trackingCode: text(row, 'tracking_code'),
  // The column was written from a phase.
  phase: text(row, 'phase') as CaseFacts['phase'],
  round: integer(row, 'round'),
  submittedAt: text(row, 'submitted_at'),
  reporterId: textOrNull(row, 'reporter_id'),
  channel: text(row, 'channel'),
  category: textOrNull(row, 'category'),
  priority: text(row, 'priority'),
  procedure: text(row, 'procedure'),
  areaCode: textOrNull(row, 'area_code'),
  lat: integer(row, 'lat'),
  lng: integer(row, 'lng'),
  text: textOrNull(row, 'text'),
  agencyId: textOrNull(row, 'agency_id'),
  awaiting: integer(row, 'awaiting') === 1,
  returns: integer(row, 'returns'),
  extensionPending: integer(row, 'extension_pending') === 1,
  verifiedAt: textOrNull(row, 'verified_at'),
  assignedAt: textOrNull(row, 'assigned_at'),
  resolvedAt: textOrNull(row, 'resolved_at'),
  publishedAt: textOrNull(row, 'published_at'),
  endedAt: textOrNull(row, 'ended_at'),
  grade: textOrNull(row, 'grade'),
  disputes: integer(row, 'disputes'),
  legacySystem: textOrNull(row, 'legacy_system'),
  legacyCaseId: textOrNull(row, 'legacy_case_id'),
  legacyStatus: textOrNull(row, 'legacy_status'),
  firstClock: clockOf(row, 'first', 1),
  clock: clockOf(row, 'overall', integer(row, 'round')),
  revision: integer(row, 'revision'),
  position: integer(row, 'position'),
});
