import { type Hides, type Instant, type JsonObject, type JsonValue, withoutHidden } from '../engine/index.ts';
import { type Due, verdictsOf } from '../sla/index.ts';
import { reporterOf } from './audience.ts';
import type { ReportField } from './fields.ts';
import { lengthOf } from './long-list.ts';
import type { ReportClock, SlaPolicy } from './policy.ts';
import { retainedOf } from './retention/retained.ts';
import { retentionTerms } from './retention/terms.ts';
import type { ReportState } from './state.ts';

/** Everything that can be shown of a report at a moment; who sees what of it is the views' to say. */
export const presentReport = (
  reportId: string,
  state: ReportState,
  { now, policy, hides }: { readonly now: Instant; readonly policy: SlaPolicy; readonly hides: Hides },
): { readonly [Field in ReportField]?: JsonValue | undefined } => {
  const clocks = state.clocks.map((clock) => presentClock(clock, now, policy));
  return {
    reportId,
    trackingCode: state.trackingCode,
    phase: state.phase,
    round: state.round,
    submittedAt: state.submittedAt,
    submittedDay: policy.calendar.dayOf(state.submittedAt),
    reporter: reporterOf(state),
    // A report begins with its first event.
    ...without(hides, 0, {
      text: state.text,
      location: state.location,
      contact: state.contact,
      devicePosition: state.devicePosition,
    }),
    channel: state.channel,
    ...without(hides, state.categoryRevision, { category: state.category }),
    labels: state.labels,
    priority: state.priority,
    procedure: state.procedure,
    // One that stands in the location of the first event is hidden with it.
    ...(state.areaRevision > 0 || !hides('location', state.areaRevision) ? { areaCode: state.areaCode } : {}),
    areaIsOfficial: state.areaRevision > 0 || reporterOf(state) === null,
    attachments: shownAttachments(lastOf(state.attachments), hides),
    privacyNotice: state.privacyNotice,
    legacy: state.legacy,
    awaitingInformation: partOf(state.awaiting, hides),
    assignment: state.assignment && shownAssignment(state.assignment, hides),
    returns: state.returns,
    pendingExtension: partOf(state.pendingExtension, hides),
    penalties: lastOf(state.penalties).map((penalty) => partOf(penalty, hides)),
    resolution: partOf(state.resolution, hides),
    publication: state.publication && shownPublication(state.publication, hides),
    earlierAttachments: shownEarlier(state, hides),
    rejection: partOf(state.rejection, hides),
    ratings: lastOf(state.ratings).map((rating) => partOf(rating, hides)),
    disputes: lastOf(state.disputes).map((dispute) => shownDispute(dispute, hides)),
    publicComments: shownComments(state, 'public', hides),
    internalComments: shownComments(state, 'internal', hides),
    commentsTotal: state.commentsTotal.public,
    internalCommentsTotal: state.commentsTotal.internal,
    supporters: lengthOf(state.supporters),
    mergedInto: state.mergedInto,
    absorbed: lastOf(state.absorbed),
    dueDay: dueOf(state)?.day ?? null,
    dueProjected: dueOf(state)?.projected ?? false,
    clocks,
    verdicts: verdictsOfRounds(state, now),
    retention: retentionTerms(retainedOf(state), policy).map(({ rule, since, due }) => ({
      rule: rule.rule,
      erases: rule.erases,
      since,
      ...due,
    })),
    hold: partOf(state.hold, hides),
    policy: policy.name,
  };
};

/** However long a list grows, the last of it are shown: an answer is bounded. The history has all. */
const lastOf = <Item>(list: readonly Item[]): readonly Item[] => list.slice(-100);

/** What an event brought, without those of its fields that are hidden. */
const without = (hides: Hides, revision: number, fields: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([field]) => !hides(field, revision))
      .map(([field, value]) => [field, withoutHidden(value, field, revision, hides)]),
  );

/** A part of a report that one event brought; its fields have the names that they have in the event. */
const partOf = (
  part: (JsonObject & { readonly revision: number }) | null,
  hides: Hides,
): JsonObject | null => {
  if (part === null) return null;
  const { revision, ...fields } = part;
  return without(hides, revision, fields);
};

const shownAssignment = (
  { revision: _, officerRevision, officer, ...assignment }: NonNullable<ReportState['assignment']>,
  hides: Hides,
): JsonObject => ({
  ...assignment,
  ...(officerRevision === null || !hides('officer', officerRevision) ? { officer } : {}),
});

type Brought = ReportState['attachments'];

/** Each once: one event may name it twice, or several may. */
const shownAttachments = (attachments: Brought, hides: Hides): readonly string[] => [
  ...new Set(
    attachments.filter(({ revision, id }) => !hides('attachments', revision, id)).map(({ id }) => id),
  ),
];

/** What stands nowhere else any more. */
const shownEarlier = (
  { earlierAttachments, attachments, resolution, publication }: ReportState,
  hides: Hides,
): readonly string[] => {
  const now = new Set(
    [...attachments, ...(publication?.attachments ?? [])]
      .map(({ id }) => id)
      .concat(resolution?.attachments ?? []),
  );
  return shownAttachments(lastOf(earlierAttachments.filter(({ id }) => !now.has(id))), hides);
};

/** Of several events when photos of it were replaced. */
const shownPublication = (
  { revision, attachments, ...publication }: NonNullable<ReportState['publication']>,
  hides: Hides,
): JsonObject => {
  const shown = shownAttachments(attachments, hides);
  const isHidden = shown.length === 0 && hides('attachments', revision);
  return { ...without(hides, revision, publication), ...(!isHidden && { attachments: shown }) };
};

/** Of two events: what the citizen said, and what was decided. */
const shownDispute = (
  {
    revision,
    decisionRevision,
    reason,
    attachments,
    decisionReason,
    ...dispute
  }: ReportState['disputes'][number],
  hides: Hides,
): JsonObject => ({
  ...dispute,
  ...without(hides, revision, { reason, attachments }),
  ...(decisionRevision === null || !hides('reason', decisionRevision) ? { decisionReason } : {}),
});

const presentClock = (clock: ReportClock, now: Instant, { clocks }: SlaPolicy): JsonObject => {
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

const shownComments = ({ comments }: ReportState, audience: string, hides: Hides): readonly JsonObject[] =>
  comments
    .filter((comment) => comment.audience === audience)
    .map(({ revision, text, by, at }) => ({ revision, ...without(hides, revision, { text }), by, at }));

const overallClocks = ({ clocks }: ReportState): readonly ReportClock[] =>
  clocks.filter(({ clock, cancelledAt }) => clock === 'overall' && cancelledAt === null);

/** Until when the present round is due; null where no term applies. */
const dueOf = (state: ReportState): Due | null => overallClocks(state).at(-1)?.due ?? null;

/** The overall verdicts of the first round and of the last one. */
const verdictsOfRounds = (state: ReportState, now: Instant): JsonObject => {
  const overall = overallClocks(state);
  const of = (clock: ReportClock | undefined): JsonObject | null => {
    const verdicts = clock && verdictsOf(clock, now);
    return verdicts === undefined ? null : { ...verdicts };
  };
  return { first: of(overall[0]), final: of(overall.at(-1)) };
};
