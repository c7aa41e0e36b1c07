import { erased } from '../../engine/index.ts';
import type { RunningClock, WholeCaseRow } from './case-queries.ts';
import type { EvaluatedCase, EvaluatedClock } from './evaluated-case.ts';

/** A case as worklists show it. */
export const caseRowOf = ({ facts, final, clocks }: EvaluatedCase): WholeCaseRow => {
  const { verdicts } = final;
  if (verdicts === undefined) throw new TypeError(`the overall clock of ${facts.reportId} was cancelled`);
  return {
    reportId: facts.reportId,
    phase: facts.phase,
    round: facts.round,
    submittedAt: facts.submittedAt,
    channel: facts.channel,
    category: facts.category,
    priority: facts.priority,
    procedure: facts.procedure,
    areaCode: facts.areaCode,
    lat: facts.lat,
    lng: facts.lng,
    text: facts.erased.includes('text') ? erased : facts.text,
    placeErased: facts.erased.includes('location'),
    agencyId: facts.agencyId,
    officer: facts.erased.includes('officer') ? erased : (facts.officer?.id ?? null),
    supporting: facts.supporting,
    awaiting: facts.awaiting,
    returns: facts.returns,
    extensionPending: facts.extensionPending,
    verifiedAt: facts.verifiedAt,
    assignedAt: facts.assignedAt,
    resolvedAt: facts.resolvedAt,
    publishedAt: facts.publishedAt,
    grade: facts.grade,
    revision: facts.revision,
    dueDay: final.clock.due?.day ?? null,
    dueAt: final.clock.due?.at ?? null,
    dueProjected: final.clock.due?.projected ?? false,
    running: clocks.flatMap(runningClock).toSorted(laterLast),
    ...verdicts,
  };
};

const runningClock = ({ clock, verdicts }: EvaluatedClock): readonly RunningClock[] => {
  const { clock: name, due, stoppedAt, cancelledAt } = clock;
  if (stoppedAt !== null || cancelledAt !== null || verdicts === undefined) return [];
  return [{ clock: name, dueDay: due?.day ?? null, dueAt: due?.at ?? null, verdict: verdicts.verdict }];
};

/** Those without a term come last. */
const laterLast = (one: RunningClock, other: RunningClock): number =>
  (one.dueAt ?? '~').localeCompare(other.dueAt ?? '~', 'en');
