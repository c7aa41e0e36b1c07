import type { Instant } from '../../engine/index.ts';
import { dueWithoutCalendar } from '../../sla/index.ts';
import { isFinal, type ReportPhase } from '../phases.ts';
import type { SlaPolicy } from '../policy.ts';
import { type RetentionExtent, type RetentionRule, retentionExtents } from './policy.ts';

/** When the terms are over for which a report keeps what is personal. The one place that says it: timers, commands, views and replays ask. */

/** What it takes of a report: the report itself has it, and a row that was made of it. */
export interface Retained {
  readonly phase: ReportPhase;
  readonly channel: string;
  readonly category: string | null;
  readonly procedure: string;
  /** Since when its phase is a final one; null: it has not ended. */
  readonly endedAt: Instant | null;
  /** Of the last publication: a case of another system has no later end. */
  readonly publishedAt: Instant | null;
  /** The last thing that was said or done in it. */
  readonly lastAt: Instant;
  /** Whether somebody has it held. */
  readonly held: boolean;
  /** The terms that were over, in their order. */
  readonly retentions: readonly RetentionOver[];
}

/** A term that was over. */
export interface RetentionOver {
  readonly erases: RetentionExtent;
  readonly at: Instant;
}

/** A term that runs. */
export interface RetentionTermOf {
  readonly rule: RetentionRule;
  /** From when it is counted. */
  readonly since: Instant;
  readonly due: RetentionDue;
}

/** The last day on which it is kept, and the instant from which on it goes. */
export interface RetentionDue {
  readonly day: string;
  readonly at: Instant;
}

/** The rule that a report is under; undefined: it is kept. */
const ruleFor = (
  { retention = [] }: Pick<SlaPolicy, 'retention'>,
  outcome: string,
  { category, procedure }: Pick<Retained, 'category' | 'procedure'>,
  erases: RetentionExtent,
): RetentionRule | undefined =>
  retention.find(
    (rule) =>
      rule.erases === erases &&
      fits(rule.outcomes, outcome) &&
      fits(rule.categories, category) &&
      fits(rule.procedures, procedure),
  );

const fits = (named: readonly string[] | undefined, value: string | null): boolean =>
  named === undefined || (value !== null && named.includes(value));

/** When a report came to its end, and to which; undefined: it goes on. Nobody closes what another system had published. */
const endOf = ({
  phase,
  channel,
  endedAt,
  publishedAt,
}: Retained): { readonly outcome: string; readonly at: Instant } | undefined => {
  if (isFinal(phase)) return endedAt === null ? undefined : { outcome: phase, at: endedAt };
  return phase === 'published' && channel === 'import' && publishedAt !== null
    ? { outcome: 'closed', at: publishedAt }
    : undefined;
};

/** The terms that run for a report, at most one for each extent. Whether it is held does not stop them. */
export const retentionTerms = (
  report: Retained,
  policy: Pick<SlaPolicy, 'retention' | 'calendar'>,
): readonly RetentionTermOf[] => {
  const { retention = [], calendar } = policy;
  const end = retention.length === 0 ? undefined : endOf(report);
  if (end === undefined) return [];
  return retentionExtents.flatMap((erases): readonly RetentionTermOf[] => {
    const rule = ruleFor(policy, end.outcome, report, erases);
    if (rule === undefined) return [];
    // Whoever takes everything has taken the contact as well.
    const over = report.retentions.findLast((one) => one.erases === erases || one.erases === 'everything');
    const since = over === undefined ? begins(rule, end.at, report.lastAt) : report.lastAt;
    // What was said afterwards has a term of its own.
    if (over !== undefined && report.lastAt < over.at) return [];
    const { day, at } = dueWithoutCalendar(calendar, since, rule.after);
    return [{ rule, since, due: { day, at } }];
  });
};

const begins = ({ from }: RetentionRule, endedAt: Instant, lastAt: Instant): Instant =>
  from === 'last-event' && lastAt > endedAt ? lastAt : endedAt;
