import type { ClockVerdicts } from '@phananh/core/sla';

/**
 * The verdict of a clock column at a moment, in SQL: the same rules as `verdictsOf` of core, so that lists can be filtered
 * and counted by it. Null where the clock was never started, or ended without a verdict.
 *
 * @param column the stored name of the column
 * @param now the moment in SQL
 */
export const verdictOf = (column: string, now = '@now'): string => {
  const cell = (suffix: string): string => `${column}_${suffix}`;
  /** Nobody answered in the term of the question: the clock runs again. */
  const isSilent = `(${cell('paused_at')} IS NOT NULL AND ${cell('unanswered_at')} <= ${now})`;
  const isPaused = `(${cell('paused_at')} IS NOT NULL AND NOT ifnull(${cell('unanswered_at')} <= ${now}, 0))`;
  const due = `iif(${isSilent}, ${cell('unanswered_due_at')}, ${cell('due_at')})`;
  const original = `iif(${isSilent}, ${cell('unanswered_original_due_at')}, ${cell('original_due_at')})`;
  const reading = (against: string, lateSince: string): string => `CASE
    WHEN ${against} IS NULL THEN 'no-term'
    WHEN ${cell('stopped_at')} IS NOT NULL THEN iif(${lateSince} IS NOT NULL OR ${cell('stopped_at')} >= ${against}, 'late', 'on-time')
    WHEN ${lateSince} IS NOT NULL THEN 'overdue'
    WHEN ${isPaused} THEN 'paused'
    WHEN ${now} >= ${against} THEN 'overdue'
    ELSE 'open' END`;
  const inForce = reading(due, cell('late_since'));
  const usedExtension = `(${inForce}) = 'on-time' AND (${reading(original, 'NULL')}) = 'late'`;
  return `CASE
    WHEN ${cell('started_at')} IS NULL OR ${cell('cancelled_at')} IS NOT NULL THEN NULL
    WHEN ${usedExtension} THEN '${'on-time-extended' satisfies ClockVerdicts['verdict']}'
    ELSE ${inForce} END`;
};
