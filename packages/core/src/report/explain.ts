import { z } from 'zod';
import {
  type Actor,
  type CommandHandler,
  correctedUpTo,
  countedFrom,
  eventFor,
  Forbidden,
  findSubject,
  type Instant,
  type InTurns,
  instant,
  inTurns,
  NotFound,
  parseQuery,
  type RecordedEvent,
  type Revision,
  turnBefore,
  type UpTo,
  upcast,
} from '../engine/index.ts';
import { type ClockFact, type Explanation, explainClock } from '../sla/index.ts';
import { reportEvents } from './events.ts';
import { type ClockName, clockNames, type Party } from './policy.ts';
import type { ReportTypes } from './types.ts';
import { reportWorkflow } from './workflow.ts';

/** What is explained: the last clock of a name, in a round, as of a moment, as known at a moment. */
export interface ExplanationQuery {
  /** Default `overall`. */
  readonly clock?: ClockName;
  /** Default the last one that the clock ran in. */
  readonly round?: number;
  /** What had happened by then. Default: now, or `knownAt` when that is given. */
  readonly asOf?: Instant;
  /** As it was after this revision, judged when that happened, or at `knownAt`. Not together with `asOf`. */
  readonly revision?: Revision;
  /** What the log knew by then. Default: everything. */
  readonly knownAt?: Instant;
}

export interface ReportExplanation extends Explanation<ClockName, Party> {
  readonly reportId: string;
  readonly knownAt: Instant | null;
}

const Query = z
  .looseObject({
    clock: z.enum(clockNames),
    round: countedFrom(1),
    asOf: instant(),
    revision: countedFrom(0),
    knownAt: instant(),
  })
  .partial()
  .refine(
    ({ revision, asOf }) => revision === undefined || asOf === undefined,
    'either revision or asOf, not both',
  );

/**
 * Explains a clock of a report from its own stream. Reasons that officers gave are told to those only who may read the
 * event's reason.
 *
 * @throws NotFound when the actor knows of no such report, or there was none or no such clock by then; Forbidden when the actor
 *   sees no clocks of it; InvalidQuery for what is no clock, round, revision or instant, and for `revision` together with `asOf`
 */
export const explainReport = async (
  handler: CommandHandler<ReportTypes>,
  reportId: string,
  reader: Actor | undefined,
  query: ExplanationQuery = {},
  how: InTurns = {},
): Promise<ReportExplanation> => {
  const { clock = 'overall', round, asOf: at, revision, knownAt } = parseQuery(Query, query);
  const known = knownAt !== undefined && { knownAt };
  const asked: UpTo = {
    ...(at !== undefined && { at }),
    ...(revision !== undefined && { revision }),
    ...known,
  };
  const found = await findSubject(handler, reportId, { ...asked, ...how, actor: reader });
  const { current, audience, moment: asOf = handler.clock.now() } = found;
  if (!reportWorkflow.views[audience].state.includes('clocks')) {
    throw new Forbidden('the clocks of a report are for those who handle, check or made it', {
      visible: true,
    });
  }
  const facts: ClockFact<ClockName>[] = [];
  const upTo: UpTo = { ...(revision === undefined ? { at: asOf } : { revision }), ...known };
  await turnBefore(current.revision, how);
  for await (const event of correctedUpTo(reportWorkflow, inTurns(handler.history(reportId), how), upTo)) {
    const shown = eventFor(reportWorkflow, audience, current.state, event);
    facts.push(...factsOf(event, shown?.data.reason));
  }
  const explained = explainClock(handler.policy, facts, {
    clock,
    asOf,
    ...(round !== undefined && { round }),
  });
  if (explained === undefined) {
    throw new NotFound(
      `clock ${clock}${round === undefined ? '' : ` of round ${round}`} of report`,
      reportId,
    );
  }
  const { phase, round: lastRound } = current.state;
  // As in the report itself: the merge stopped the clock, and its citizen is not told that this was in time.
  const isStoppedByMerge =
    phase === 'merged' &&
    clock === 'overall' &&
    explained.round === lastRound &&
    explained.stoppedAt !== null;
  const verdicts =
    isStoppedByMerge && reportWorkflow.views[audience].shows?.verdicts !== undefined
      ? null
      : explained.verdicts;
  return { reportId, knownAt: knownAt ?? null, ...explained, verdicts };
};

const factsOf = (recorded: RecordedEvent, reason: unknown): readonly ClockFact<ClockName>[] => {
  const { type, data, revision, metadata } = upcast(reportEvents, recorded);
  if (!('clocks' in data)) return [];
  return (data.clocks ?? []).map((change) => ({
    change,
    event: type,
    revision,
    recordedAt: metadata.recordedAt,
    reason: typeof reason === 'string' ? reason : null,
  }));
};
