import type { Instant, JsonObject, Redaction } from '../engine/index.ts';
import { type SlaClock, type SlaPolicy, verdictsOf } from '../sla/index.ts';
import type { ReportState } from './state.ts';

/** What is hidden. A redaction of a comment names its revision; any other one hides the field wherever it stands. */
export const redactionsOf = ({ redactions, comments }: ReportState): readonly Redaction[] =>
  redactions.map(({ field, revision }) =>
    comments.some((comment) => comment.revision === revision) && revision !== undefined
      ? { field, revision }
      : { field },
  );

/** Everything that can be shown of a report at a moment; who sees what of it is the views' to say. */
export const presentReport = (
  reportId: string,
  state: ReportState,
  { now, policy }: { readonly now: Instant; readonly policy: SlaPolicy },
): JsonObject => {
  const clocks = state.clocks.map((clock) => presentClock(clock, now, policy));
  return {
    reportId,
    trackingCode: state.trackingCode,
    phase: state.phase,
    round: state.round,
    submittedAt: state.submittedAt,
    reporter: state.submittedBy.kind === 'citizen' ? state.submittedBy.id : null,
    text: state.text,
    location: state.location,
    channel: state.channel,
    category: state.category,
    labels: state.labels,
    priority: state.priority,
    procedure: state.procedure,
    areaCode: state.areaCode,
    attachments: state.attachments,
    contact: state.contact,
    legacy: state.legacy,
    awaitingInformation: state.awaiting,
    assignment: state.assignment,
    returns: state.returns,
    pendingExtension: state.pendingExtension,
    penalties: state.penalties,
    resolution: state.resolution,
    publication: state.publication,
    rejection: state.rejection,
    ratings: state.ratings,
    disputes: state.disputes,
    publicComments: shownComments(state, 'public'),
    internalComments: shownComments(state, 'internal'),
    supporters: state.supporters.length,
    mergedInto: state.mergedInto,
    absorbed: state.absorbed,
    dueDay: dueDay(state),
    clocks,
    verdicts: verdictsOfRounds(state, now),
    policy: policy.name,
  };
};

const presentClock = (clock: SlaClock, now: Instant, { clocks }: SlaPolicy): JsonObject => {
  const { rungs: _, lateSince: __, receipt: ___, ...facts } = clock;
  const verdicts = verdictsOf(clock, now);
  return {
    ...facts,
    answerableFor: clocks[clock.clock].answerableFor,
    verdict: verdicts?.verdict ?? null,
    againstOriginal: verdicts?.againstOriginal ?? null,
    againstInForce: verdicts?.againstInForce ?? null,
  };
};

const shownComments = ({ comments, redactions }: ReportState, audience: string): readonly JsonObject[] =>
  comments
    .filter((comment) => comment.audience === audience)
    .filter(({ revision }) => !redactions.some((redaction) => redaction.revision === revision))
    .map(({ revision, text, by, at }) => ({ revision, text, by, at }));

const overallClocks = ({ clocks }: ReportState): readonly SlaClock[] =>
  clocks.filter(({ clock, cancelledAt }) => clock === 'overall' && cancelledAt === null);

/** The day until which the present round is due; null where no term applies. */
const dueDay = (state: ReportState): string | null => overallClocks(state).at(-1)?.due?.day ?? null;

/** The overall verdicts of the first round and of the last one. */
const verdictsOfRounds = (state: ReportState, now: Instant): JsonObject => {
  const overall = overallClocks(state);
  const of = (clock: SlaClock | undefined): JsonObject | null => {
    const verdicts = clock && verdictsOf(clock, now);
    return verdicts === undefined ? null : { ...verdicts };
  };
  return { first: of(overall[0]), final: of(overall.at(-1)) };
};
