import { type CaseFacts, dayAt, type SlaClock, type Term } from '@phananh/core';

/** A row of `cases` as SQLite has it: the flat form of {@link CaseFacts}. */
export type StoredRow = { readonly [column: string]: string | number | null };

const clockRow = (prefix: string, clock: SlaClock, utcOffsetMinutes: number): StoredRow => ({
  [`${prefix}_started_at`]: clock.startedAt,
  [`${prefix}_original_due_day`]: clock.originalDue?.day ?? null,
  [`${prefix}_original_due_at`]: clock.originalDue?.at ?? null,
  [`${prefix}_due_day`]: clock.due?.day ?? null,
  [`${prefix}_due_at`]: clock.due?.at ?? null,
  [`${prefix}_calendar`]: clock.due?.calendar ?? null,
  [`${prefix}_extended_by`]: clock.extendedBy,
  [`${prefix}_given_back`]: clock.givenBack,
  [`${prefix}_paused_at`]: clock.pausedAt,
  [`${prefix}_unanswered_at`]: clock.unanswered?.at ?? null,
  [`${prefix}_unanswered_given_back`]: clock.unanswered?.givenBack ?? null,
  [`${prefix}_unanswered_original_due_day`]: clock.unanswered?.originalDue.day ?? null,
  [`${prefix}_unanswered_original_due_at`]: clock.unanswered?.originalDue.at ?? null,
  [`${prefix}_unanswered_due_day`]: clock.unanswered?.due.day ?? null,
  [`${prefix}_unanswered_due_at`]: clock.unanswered?.due.at ?? null,
  [`${prefix}_stopped_at`]: clock.stoppedAt,
  [`${prefix}_late_since`]: clock.lateSince,
  [`${prefix}_decided_day`]: clock.stoppedAt && dayAt(clock.stoppedAt, utcOffsetMinutes),
  [`${prefix}_term`]: clock.term && `${clock.term.count} ${clock.term.unit}`,
});

/** The row of a case. Days are those of the working calendar's zone. */
export const rowOf = (facts: CaseFacts, utcOffsetMinutes: number): StoredRow => ({
  report_id: facts.reportId,
  tracking_code: facts.trackingCode,
  phase: facts.phase,
  round: facts.round,
  submitted_at: facts.submittedAt,
  submitted_day: dayAt(facts.submittedAt, utcOffsetMinutes),
  reporter_id: facts.reporterId,
  channel: facts.channel,
  category: facts.category,
  priority: facts.priority,
  procedure: facts.procedure,
  area_code: facts.areaCode,
  lat: facts.lat,
  lng: facts.lng,
  text: facts.text,
  agency_id: facts.agencyId,
  awaiting: Number(facts.awaiting),
  returns: facts.returns,
  extension_pending: Number(facts.extensionPending),
  verified_at: facts.verifiedAt,
  assigned_at: facts.assignedAt,
  resolved_at: facts.resolvedAt,
  published_at: facts.publishedAt,
  ended_at: facts.endedAt,
  grade: facts.grade,
  disputes: facts.disputes,
  legacy_system: facts.legacySystem,
  legacy_case_id: facts.legacyCaseId,
  legacy_status: facts.legacyStatus,
  ...clockRow('first', facts.firstClock, utcOffsetMinutes),
  ...clockRow('overall', facts.clock, utcOffsetMinutes),
  revision: facts.revision,
  position: facts.position,
});

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
