import { type Refusal, refuse } from '../engine/index.ts';
import { dueOfTerm, dueOn, isPast, officialPolicy, type RungKind } from '../sla/index.ts';
import { reDatingOf, rungOf } from './commands/upkeep.ts';
import type { RecordedReportEvent } from './events.ts';
import type { SlaPolicy } from './policy.ts';
import { endedTermOf } from './retention/commands.ts';
import { type ClockGround, isImported, ratingWindow } from './rules.ts';
import type { ReportState } from './state.ts';

/** What an event says that follows from its policy, by its fields. */
interface Facts {
  readonly facts: object;
}
const nothing: Facts = { facts: {} };
const factsIn = (decided: Refusal | object): Refusal | Facts =>
  isRefusal(decided) ? decided : { facts: decided };
const isRefusal = (decided: Refusal | object): decided is Refusal => 'refused' in decided;

/**
 * Decides once more what is in a report only because its policy says so: rungs, re-datings, the end of terms, and the days until which
 * a citizen may answer, rate and dispute. Its rules are those of the commands.
 *
 * @param report right before the event
 * @returns what the event says then; or why the policy would not have it. Of other events: nothing.
 */
export const decidedAnew = (
  report: ReportState,
  event: RecordedReportEvent,
  policy: SlaPolicy,
): Refusal | Facts => {
  const { occurredAt: now, actor } = event.metadata;
  const ground = { now, policy };
  switch (event.type) {
    case 'reminded':
    case 'overdue-marked':
    case 'escalated':
      return rungAnew(report, event, ground);
    case 're-dated':
      return factsIn(reDatingOf(report, event.data, { ...ground, byItself: actor.kind === 'system' }));
    case 'retention-ended':
      return factsIn(endedTermOf(report, event.data.erases, ground));
    case 'published':
    case 'dispute-dismissed':
      return { facts: { windowEnds: ratingWindow(report, ground) } };
    case 'closed':
      return report.publication !== null && isPast(report.publication.windowEnds, now)
        ? nothing
        : refuse('window-open', 'the citizen might still rate and dispute');
    case 'information-requested':
      return { facts: { answerBy: answerByAnew(report, event.data.answerBy, ground) } };
    case 'information-not-provided':
      return report.awaiting !== null && isPast(report.awaiting.answerBy, now)
        ? { facts: { answerBy: report.awaiting.answerBy } }
        : refuse('not-due-yet', 'no question was over');
    default:
      return nothing;
  }
};

type RungEvent = Extract<RecordedReportEvent, { readonly type: 'reminded' | 'overdue-marked' | 'escalated' }>;

const kindOf = {
  reminded: 'remind',
  'overdue-marked': 'overdue',
  escalated: 'escalate',
} as const satisfies { readonly [Type in RungEvent['type']]: RungKind };

/** Events of older versions say less: what they do not say is nobody's to compare. */
const rungAnew = (report: ReportState, { type, data }: RungEvent, ground: ClockGround): Refusal | Facts => {
  const found = rungOf(report, data, kindOf[type], ground);
  if ('refused' in found) return found;
  const says = { ...found.fact, to: found.to };
  return { facts: Object.fromEntries(Object.entries(says).filter(([field]) => field in data)) };
};

type AnswerBy = NonNullable<ReportState['awaiting']>['answerBy'];

/** The event does not say in how many days: in those of the policy, or in as many working days as it was. */
const answerByAnew = (report: ReportState, recorded: AnswerBy, { now, policy }: ClockGround): AnswerBy => {
  const { calendar, information } = isImported(report) ? officialPolicy(policy) : policy;
  const usual = dueOfTerm(calendar, now, information);
  if (usual.at === recorded.at) return usual;
  const asked = calendar.dayOf(now);
  return dueOn(
    calendar,
    calendar.addWorkingDays(asked, Math.max(1, calendar.workingDaysBetween(asked, recorded.day))),
  );
};
