import { isList, type JsonObject, type JsonValue, type RecordedEvent, type View } from '../engine/index.ts';
import { reportEvents } from './events.ts';
import { cutPlace } from './place.ts';
import { shownTrackingCode } from './tracking-code.ts';
import type { ReportAudience, ReportTypes } from './types.ts';

/**
 * Who sees what of a report. A fact is named once, with where the report has it and where its events have it, and an
 * audience is a list of facts: so the report, its past, its history and every row made of it say the same. A field that
 * stands in no fact of an audience is not shown to it.
 */

interface Fact {
  /** Paths in the presented report. */
  readonly state?: View<ReportTypes>['state'];
  /** Fields of events. An event without any is shown as having happened. */
  readonly events?: View<ReportTypes>['events'];
}

const rung = ['clock', 'rung', 'round', 'start', 'dueAt', 'scheduledAt'] as const;

const facts = {
  course: {
    state: ['reportId', 'phase', 'round', 'submittedAt'],
    events: {
      submitted: [],
      verified: [],
      assigned: ['round'],
      published: [],
      disputed: [],
      'dispute-upheld': ['round'],
      'dispute-dismissed': [],
      closed: [],
      corrected: ['revision', 'field', 'from.occurredAt', 'to.occurredAt'],
    },
  },
  text: { state: ['text'], events: { submitted: ['text'], corrected: ['from.text', 'to.text'] } },
  place: { state: ['location'], events: { submitted: ['location'] } },
  channel: { state: ['channel'], events: { submitted: ['channel'] } },
  subject: {
    state: ['category', 'labels', 'areaCode'],
    events: {
      submitted: ['category'],
      verified: ['category', 'labels', 'areaCode'],
      reclassified: ['category'],
      corrected: ['from.category', 'to.category'],
    },
  },
  classification: {
    state: ['priority', 'procedure'],
    events: { verified: ['priority', 'procedure'], reclassified: ['priority', 'procedure'] },
  },
  reclassificationReason: { events: { reclassified: ['reason'] } },
  attachments: {
    state: ['attachments'],
    events: { submitted: ['attachments'], 'information-provided': ['attachments'] },
  },
  contact: { state: ['contact'], events: { submitted: ['contact'] } },
  /** The citizen's key to the report. */
  trackingCode: { state: ['trackingCode'], events: { submitted: ['trackingCode'] } },
  /** Who the citizens are: with it the ids of those who act. */
  citizens: { state: ['reporter'] },
  legacy: { state: ['legacy'], events: { submitted: ['legacy'] } },
  waiting: {
    state: ['awaitingInformation.askedAt', 'awaitingInformation.answerBy'],
    events: {
      'information-requested': ['answerBy'],
      'information-provided': [],
      'information-not-provided': ['answerBy'],
    },
  },
  questions: {
    state: ['awaitingInformation.question'],
    events: { 'information-requested': ['question'], 'information-provided': ['text'] },
  },
  handling: {
    state: ['assignment.agencyId', 'assignment.supporting', 'assignment.assignedAt'],
    events: { assigned: ['agencyId', 'supporting'], corrected: ['from.agencyId', 'to.agencyId'] },
  },
  handlingSteps: {
    state: ['assignment.binding', 'assignment.acceptedAt', 'returns'],
    events: {
      assigned: ['binding', 'previousAgencyId'],
      accepted: [],
      'handed-over': [],
      returned: ['agencyId', 'proposedAgencyId'],
      recalled: ['agencyId'],
      unmerged: ['extensionPending'],
      'sent-back': [],
    },
  },
  /** What officers wrote to each other, and who of an agency took it, or was given it. */
  handlingWords: {
    state: ['assignment.officer'],
    events: {
      assigned: ['note'],
      accepted: ['officer'],
      'handed-over': ['officer', 'note'],
      returned: ['reason'],
      recalled: ['reason'],
      'sent-back': ['reason'],
    },
  },
  sentBack: { events: { 'sent-back': [] } },
  extensionRequests: {
    state: ['pendingExtension.workingDays', 'pendingExtension.afterDue'],
    events: {
      'extension-requested': ['workingDays', 'afterDue'],
      'extension-granted': ['afterDue'],
      'extension-denied': [],
    },
  },
  extensionsGranted: { events: { 'extension-granted': ['workingDays'] } },
  extensionReasons: {
    state: ['pendingExtension.reason'],
    events: {
      'extension-requested': ['reason'],
      'extension-granted': ['reason'],
      'extension-denied': ['reason'],
    },
  },
  penalties: {
    state: ['penalties.decisionNo', 'penalties.amount', 'penalties.revoked'],
    events: { 'penalty-imposed': ['decisionNo', 'amount'], 'penalty-revoked': ['decisionNo', 'amount'] },
  },
  penaltyWords: {
    state: ['penalties.legalBasis'],
    events: { 'penalty-imposed': ['legalBasis'], 'penalty-revoked': ['legalBasis'] },
  },
  result: {
    state: ['resolution.agencyId', 'resolution.outcome', 'resolution.resolvedAt'],
    events: { resolved: ['agencyId', 'outcome'] },
  },
  resultWords: {
    state: ['resolution.result', 'resolution.attachments'],
    events: { resolved: ['result', 'attachments'] },
  },
  publication: {
    state: ['publication.visibility', 'publication.publishedAt', 'publication.windowEnds'],
    events: { published: ['visibility', 'windowEnds'] },
  },
  /** The event does not say of which result: for those who see the one for the reporter only. */
  windowAfterDismissal: { events: { 'dispute-dismissed': ['windowEnds'] } },
  publicationWords: {
    state: ['publication.publicText', 'publication.attachments'],
    events: { published: ['publicText', 'attachments'], 'attachment-replaced': ['attachments'] },
  },
  rejection: {
    state: ['rejection.reason'],
    events: { rejected: ['reason'], 'rejection-shared': ['from', 'reason'] },
  },
  rejectionWords: {
    state: ['rejection.message', 'rejection.competentBody'],
    events: {
      rejected: ['message', 'competentBody'],
      'rejection-shared': ['message', 'competentBody'],
    },
  },
  grades: {
    state: ['ratings.round', 'ratings.grade', 'ratings.ratedAt'],
    events: { rated: ['round', 'grade'] },
  },
  gradeWords: { state: ['ratings.comment'], events: { rated: ['comment'] } },
  disputes: { state: ['disputes.round', 'disputes.disputedAt', 'disputes.decision'] },
  disputeWords: {
    state: ['disputes.reason', 'disputes.attachments', 'disputes.decisionReason'],
    events: {
      disputed: ['reason', 'attachments'],
      'dispute-upheld': ['reason'],
      'dispute-dismissed': ['reason'],
    },
  },
  /** That something was said, and to whom. */
  comments: { events: { commented: ['audience'] } },
  publicComments: { state: ['publicComments', 'commentsTotal'], events: { commented: ['text', 'audience'] } },
  internalComments: {
    state: ['internalComments', 'internalCommentsTotal'],
    events: { commented: ['text', 'audience'] },
  },
  supporters: { state: ['supporters'], events: { supported: [] } },
  mergedInto: {
    state: ['mergedInto'],
    events: { merged: ['into', 'previousInto'], unmerged: ['into', 'phase'] },
  },
  /** Why it goes on by itself, in the words of the system. */
  unmergeReason: { events: { unmerged: ['reason'] } },
  absorbed: { state: ['absorbed'], events: { absorbed: ['reportId'], separated: ['reportId'] } },
  withdrawal: { events: { withdrawn: [] } },
  withdrawalReason: { events: { withdrawn: ['reason'] } },
  dueDay: { state: ['dueDay', 'dueProjected'] },
  /** With it what each event that is shown did to them. */
  clocks: {
    state: ['clocks', 'verdicts'],
    events: {
      're-dated': ['clock', 'calendar', 'oldDue', 'newDue'],
      corrected: ['from.dueAt', 'to.dueAt'],
    },
  },
  correctionReason: { events: { corrected: ['reason', 'source'] } },
  reDatingReason: { events: { 're-dated': ['reason'] } },
  policy: { state: ['policy'] },
  ladder: { events: { reminded: [...rung, 'to'], 'overdue-marked': rung, escalated: [...rung, 'to'] } },
  redactions: { events: { redacted: ['field', 'revision'] } },
  redactionReasons: { events: { redacted: ['reason', 'attachment'] } },
  replacementReasons: { events: { 'attachment-replaced': ['reason', 'replaced'] } },
} as const satisfies { readonly [name: string]: Fact };

type FactName = keyof typeof facts;

/** Of a published report, for everybody. */
const forEverybody = [
  'course',
  'text',
  'place',
  'channel',
  'subject',
  'publication',
  'publicationWords',
  'publicComments',
  'supporters',
  'mergedInto',
  'dueDay',
] as const satisfies readonly FactName[];

/** What the citizen who reported may know: what is public, what was said to them, who has it, and the due days. */
const forTheReporter = [
  ...forEverybody,
  'trackingCode',
  'contact',
  'attachments',
  'classification',
  'waiting',
  'questions',
  'handling',
  'sentBack',
  'extensionsGranted',
  'rejection',
  'rejectionWords',
  'unmergeReason',
  'grades',
  'gradeWords',
  'disputes',
  'disputeWords',
  'withdrawal',
  'withdrawalReason',
  'clocks',
  'windowAfterDismissal',
  'reDatingReason',
] as const satisfies readonly FactName[];

/** What figures are made of: no words that somebody wrote, no photos, no persons, and where it was only roughly. */
const forFigures = [
  'course',
  'place',
  'channel',
  'subject',
  'classification',
  'legacy',
  'waiting',
  'handling',
  'handlingSteps',
  'extensionRequests',
  'extensionsGranted',
  'penalties',
  'result',
  'publication',
  'windowAfterDismissal',
  'rejection',
  'grades',
  'disputes',
  'comments',
  'supporters',
  'mergedInto',
  'absorbed',
  'withdrawal',
  'dueDay',
  'clocks',
  'policy',
  'ladder',
  'redactions',
] as const satisfies readonly FactName[];

/** Everything that was said and done; not who the citizen is, and not their key. */
const forOfficers = [
  ...forFigures,
  'text',
  'attachments',
  'questions',
  'handlingWords',
  'extensionReasons',
  'penaltyWords',
  'resultWords',
  'publicationWords',
  'rejectionWords',
  'unmergeReason',
  'gradeWords',
  'disputeWords',
  'publicComments',
  'internalComments',
  'reclassificationReason',
  'withdrawalReason',
  'reDatingReason',
  'correctionReason',
  'redactionReasons',
  'replacementReasons',
] as const satisfies readonly FactName[];

/** For those who check; the key of the citizen opens nothing that they do not see. */
const forAuditors = [...forOfficers, 'contact', 'citizens'] as const satisfies readonly FactName[];

/** For those who speak with the citizen. */
const forTheCentre = [...forAuditors, 'trackingCode'] as const satisfies readonly FactName[];

const viewOf = (
  names: readonly FactName[],
  rules: Omit<View<ReportTypes>, 'state' | 'events'>,
): View<ReportTypes> => {
  const chosen: readonly Fact[] = names.map((name) => facts[name]);
  const types = Object.entries(reportEvents).filter(([type]) =>
    chosen.some(({ events = {} }) => Object.hasOwn(events, type)),
  );
  const fieldsOf = (type: string): readonly string[] =>
    chosen.flatMap(({ events = {} }) => Object.entries(events).find(([name]) => name === type)?.[1] ?? []);
  const seesClocks = names.includes('clocks');
  return {
    state: chosen.flatMap(({ state = [] }) => state),
    // Of facts, each of which names fields of its event.
    events: Object.fromEntries(
      types.map(([type, { schema }]) => [
        type,
        [...new Set([...fieldsOf(type), ...(seesClocks && 'clocks' in schema.shape ? ['clocks'] : [])])],
      ]),
    ) as View<ReportTypes>['events'],
    ...rules,
    ...(names.includes('trackingCode') && { shows: { ...rules.shows, trackingCode: shownCode } }),
  };
};

/** One form wherever it is shown, though events and states have it in two. */
const shownCode = (code: JsonValue): JsonValue => (typeof code === 'string' ? shownTrackingCode(code) : code);

const isInternalComment = ({ type, data }: RecordedEvent): boolean =>
  type === 'commented' && data.audience === 'internal';

type Show = NonNullable<View<ReportTypes>['shows']>[string];

const isRecord = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);

/** A result that only the reporter was to see stays so when a later one is published for all. */
const isForTheReporterOnly = (publication: JsonValue): boolean =>
  typeof publication === 'object' &&
  publication !== null &&
  'visibility' in publication &&
  publication.visibility === 'reporter-only';

const roundedPlace = { location: cutPlace };

/**
 * The clock of a report that was merged stopped with the merge: to figures it was in time then. To its citizen that would say
 * that somebody saw to it, and how the other report went says that.
 */
const withoutFinalVerdict: Show = (verdicts, { phase, round }) =>
  phase === 'merged' && isRecord(verdicts)
    ? { ...verdicts, final: null, ...(round === 1 && { first: null }) }
    : verdicts;

const withoutOverallVerdict: Show = (clocks, { phase, round }) =>
  phase === 'merged' && isList(clocks)
    ? clocks.map((clock) =>
        isRecord(clock) && clock.clock === 'overall' && clock.round === round
          ? { ...clock, verdict: null, againstOriginal: null, againstInForce: null }
          : clock,
      )
    : clocks;

const handledElsewhere = { verdicts: withoutFinalVerdict, clocks: withoutOverallVerdict };

/** Officers by their names for those who ask them; citizens by none but for those who see who reported. */
const officersOnly = { actor: ['kind', 'id', 'agencyId'], actorOfKind: { citizen: ['kind'] } } as const;
const everyone = { actor: ['kind', 'id', 'agencyId'] } as const;
const agenciesOnly = { actor: ['kind', 'agencyId'] } as const;

export const reportViews: { readonly [A in ReportAudience]: View<ReportTypes> } = {
  public: viewOf(forEverybody, {
    actor: ['kind'],
    hides: (event) =>
      isInternalComment(event) || (event.type === 'published' && isForTheReporterOnly(event.data)),
    shows: {
      ...roundedPlace,
      publication: (publication) => (isForTheReporterOnly(publication) ? null : publication),
    },
  }),
  reporter: viewOf(forTheReporter, {
    ...agenciesOnly,
    personal: ['contact'],
    hides: isInternalComment,
    shows: handledElsewhere,
  }),
  agency: viewOf(forOfficers, agenciesOnly),
  operator: viewOf(forTheCentre, { ...everyone, personal: ['contact', 'reporter'] }),
  auditor: viewOf(forAuditors, { ...everyone, personal: ['contact', 'reporter'] }),
  analyst: viewOf(forFigures, { ...agenciesOnly, shows: roundedPlace }),
  admin: viewOf(forOfficers, officersOnly),
  system: viewOf(forTheCentre, { ...everyone, personal: ['contact', 'reporter'] }),
};
