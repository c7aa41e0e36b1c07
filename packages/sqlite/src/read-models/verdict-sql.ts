/**
 * The verdict of an overall clock at `@now`, in SQL. It says what `verdictsOf` of the core says; a test holds the two
 * equal.
 */
export const verdictSql = (prefix: 'first' | 'overall'): string => `CASE
  WHEN ${prefix}_due_at IS NULL THEN 'no-term'
  WHEN ${prefix}_stopped_at IS NOT NULL THEN CASE
    WHEN ${prefix}_late_since IS NOT NULL OR ${prefix}_stopped_at >= ${prefix}_due_at THEN 'late'
    WHEN ${prefix}_stopped_at >= ${prefix}_original_due_at THEN 'on-time-extended'
    ELSE 'on-time' END
  WHEN ${prefix}_late_since IS NOT NULL THEN 'overdue'
  ${runningSql(prefix, 'due_at')} END`;

/** The same without extensions. */
export const readingSql = (prefix: 'first' | 'overall'): string => `CASE
  WHEN ${prefix}_original_due_at IS NULL THEN 'no-term'
  WHEN ${prefix}_stopped_at IS NOT NULL THEN CASE
    WHEN ${prefix}_stopped_at >= ${prefix}_original_due_at THEN 'late' ELSE 'on-time' END
  ${runningSql(prefix, 'original_due_at')} END`;

/** A clock that runs; a paused one runs again from the end of the question's term, whenever a timer says so. */
const runningSql = (prefix: string, due: string): string => `
  WHEN ${prefix}_paused_at IS NOT NULL AND (${prefix}_unanswered_at IS NULL OR @now < ${prefix}_unanswered_at)
    THEN 'paused'
  WHEN @now >= CASE WHEN ${prefix}_paused_at IS NULL THEN ${prefix}_${due} ELSE ${prefix}_unanswered_${due} END
    THEN 'overdue'
  ELSE 'open'`;
