import { z } from 'zod';
import {
  type Actor,
  type CommandHandler,
  correctedUpTo,
  countedFrom,
  eventFor,
  Forbidden,
  type Instant,
  type InTurns,
  instant,
  inTurns,
  NotFound,
  normalActor,
  parseQuery,
  type RecordedEvent,
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
  /** What the log knew by then. Default: everything. */
  readonly knownAt?: Instant;
}

export interface ReportExplanation extends Explanation<ClockName, Party> {
  readonly reportId: string;
  readonly knownAt: Instant | null;
}

const Query = z.looseObject({
  clock: z.enum(clockNames).optional(),
  round: countedFrom(1).optional(),
  asOf: instant().optional(),
  knownAt: instant().optional(),
});

/**
 * Explains a clock of a report from its own stream. Reasons that officers gave are told to those only who may read the
 * event's reason.
 *
 * @throws NotFound when the actor knows of no such report, or there was no such clock by then; Forbidden when the actor
 *   sees no clocks of it; InvalidQuery for what is no clock, round or instant
 */
export const explainReport = async (
  { load, history, policy, clock: time }: CommandHandler<ReportTypes>,
  reportId: string,
  reader: Actor | undefined,
  query: ExplanationQuery = {},
  how: InTurns = {},
): Promise<ReportExplanation> => {
  const { clock = 'overall', round, asOf: wanted, knownAt } = parseQuery(Query, query);
  const actor = reader && normalActor(reader);
  const current = await load(reportId, undefined, how);
  const audience = current && reportWorkflow.audienceOf(current.state, actor);
  if (current === undefined || audience === undefined) throw new NotFound('report', reportId);
  if (!reportWorkflow.views[audience].state.includes('clocks')) {
    throw new Forbidden('the clocks of a report are for those who handle, check or made it', {
      visible: true,
    });
  }
  const asOf = wanted ?? knownAt ?? time.now();
  const upTo: UpTo = { at: asOf, ...(knownAt !== undefined && { knownAt }) };
  const facts: ClockFact<ClockName>[] = [];
  await turnBefore(current.revision, how);
  for await (const event of correctedUpTo(reportWorkflow, inTurns(history(reportId), how), upTo)) {
    const shown = eventFor(reportWorkflow, audience, current.state, event);
    facts.push(...factsOf(event, shown?.data.reason));
  }
  const explained = explainClock(policy, facts, { clock, asOf, ...(round !== undefined && { round }) });
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
