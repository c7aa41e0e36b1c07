import { z } from 'zod';
import { canonicalJson, instant, type JsonObject, refuse, text, upcast } from '../../engine/index.ts';
import { dueOfTerm, dueOn, officialPolicy, startClock } from '../../sla/index.ts';
import {
  categoryTakenOver,
  correctableIn,
  correctableValue,
  isAbout,
  isBeside,
  withValue,
} from '../corrections.ts';
import { type RecordedReportEvent, reportEvents } from '../events.ts';
import { evolveReport } from '../evolve.ts';
import { type ClockGround, isAskedTooLate, isImported, ratingWindow, withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, made, type ReportContext } from '../types.ts';
import * as v from '../values.ts';
import { legacyTerm } from './intake.ts';

/** What the value has to be. */
const valueSchemas = {
  text: text(),
  category: v.Name,
  agencyId: v.AgencyId,
  dueAt: instant(),
  occurredAt: instant(),
} as const satisfies { readonly [Field in z.output<typeof v.CorrectableField>]: z.ZodType<string> };

/** Fields that an event need not have. */
const optionalFields: ReadonlySet<string> = new Set(['category', 'dueAt']);

export const correct = command({
  summary:
    'Corrects what the system that a report was imported from had said of an event. Figures use the new value; asked what was known before, the old one.',
  input: z.strictObject({
    revision: z.int().min(0),
    field: v.CorrectableField,
    /** The new value, instants with an offset; null: there is none. */
    to: z.string().min(1).max(10_000).nullable(),
    reason: text(),
    source: text(500).optional(),
  }),
  example: {
    revision: 0,
    field: 'dueAt',
    to: '2025-03-14T10:00:00.000Z',
    reason: 'Hệ thống cũ ghi sai hạn xử lý',
    source: 'Công văn 12/TTĐH',
  },
  by: ['system', 'admin'],
  from: 'any',
  emits: ['corrected'],
  refuses: [
    'import-only',
    'unknown-revision',
    'not-correctable',
    'nothing-changes',
    'unknown-agency',
    'correction-out-of-order',
  ],
  when: (report) =>
    isImported(report)
      ? undefined
      : refuse('import-only', 'a report that came in here is reclassified, re-dated or redacted instead'),
  reads: ({ field, to }) => (field === 'agencyId' && to !== null ? { agency: to } : {}),
  decide: (_, { revision, field, to: given, reason, source }, context) => {
    const history = context.history.map((event) => upcast(reportEvents, event));
    const target = history.find((event) => event.revision === revision);
    if (target === undefined)
      return refuse('unknown-revision', `there is no event of revision ${revision}`, { field, revision });
    const fields = correctableIn(target.type);
    if (!fields.includes(field))
      return refuse('not-correctable', `${field} of ${target.type} cannot be corrected`, {
        fields: [...fields],
      });
    const to = valueFor(field, given);
    if (to === invalid || (to === undefined && !mayLack(target, field)))
      return refuse('not-correctable', `${given ?? 'nothing'} is no ${field}`, { fields: [...fields] });
    const from = correctableValue(target, field);
    if (from === to) return refuse('nothing-changes', `${field} is that already`);
    if (field === 'agencyId' && to !== undefined && context.related('agency', to) === undefined)
      return refuse('unknown-agency', `there is no agency ${to}`, { agencyId: to });
    const change = { target, field, to };
    if (field === 'occurredAt' && !isInOrder(history, change, context.now))
      return refuse('correction-out-of-order', `${target.type} cannot have happened at ${to}`, { revision });
    const why = { reason, ...(source !== undefined && { source }) };
    const first = correctionOf(history, change, why, context);
    // Of its own, so that what hides the category of the verification hides it there too.
    const follower =
      field === 'category' && target.type === 'submitted' ? categoryTakenOver(history) : undefined;
    if (follower === undefined || to === undefined) return first;
    const laid = withChange(history, change, first.data.follows);
    return [first, correctionOf(laid, { target: follower, field, to }, why, context)];
  },
});

const correctionOf = (
  history: readonly RecordedReportEvent[],
  change: Change,
  why: { readonly reason: string; readonly source?: string },
  context: ReportContext,
) => {
  const { target, field, to } = change;
  const follows = whatFollows(history, change, context);
  return made('corrected', {
    revision: target.revision,
    field,
    from: said(field, correctableValue(target, field)),
    to: said(field, to),
    ...why,
    ...(follows.length > 0 && { follows }),
  });
};

/** The history as it is once a correction is laid over it. */
const withChange = (
  history: readonly RecordedReportEvent[],
  { target, field, to }: Change,
  follows: readonly Followed[] = [],
): readonly RecordedReportEvent[] =>
  history.map((event) => {
    const changed = isAbout(event, field, target) ? withValue(event, field, to) : event;
    const { revision: _, ...facts } = follows.find(({ revision }) => revision === event.revision) ?? {};
    return withFacts(changed, facts);
  });

type Field = z.output<typeof v.CorrectableField>;

interface Change {
  readonly target: RecordedReportEvent;
  readonly field: Field;
  readonly to: string | undefined;
}

const invalid = Symbol('no such value');

/** The value in the form in which events have it. */
const valueFor = (field: Field, given: string | null): string | undefined | typeof invalid => {
  if (given === null) return undefined;
  const parsed = valueSchemas[field].safeParse(given);
  return parsed.success ? parsed.data : invalid;
};

/** A verification and a reclassification say their category; a submission and a due instant need not be there. */
const mayLack = ({ type }: RecordedReportEvent, field: Field): boolean =>
  optionalFields.has(field) && type === 'submitted';

// The value was held against the schema of its field.
const said = (field: Field, value: string | undefined) =>
  (value === undefined ? {} : { [field]: value }) as { readonly agencyId?: z.output<typeof v.AgencyId> };

const isInOrder = (
  history: readonly RecordedReportEvent[],
  { target, field, to }: Change,
  now: string,
): boolean => {
  if (to === undefined || to > now) return false;
  const isMoved = (event: RecordedReportEvent): boolean => isAbout(event, field, target);
  const steps = history.filter((event) => !isBeside(event));
  const before = steps[steps.findIndex(isMoved) - 1];
  const after = steps[steps.findLastIndex(isMoved) + 1];
  return (
    (before === undefined || before.metadata.occurredAt <= to) &&
    (after === undefined || to <= after.metadata.occurredAt)
  );
};

type Followed = NonNullable<Extract<RecordedReportEvent, { type: 'corrected' }>['data']['follows']>[number];

/** The facts that an event of an imported report has because of what came before it. */
const derived = ['agencyId', 'previousAgencyId', 'answerBy', 'windowEnds', 'afterDue', 'clocks'] as const;

/**
 * What follows from a correction in the events of a report: whatever its rules make of the new value otherwise than they make of the
 * old one, today. What they make alike stays as it is recorded, whatever calendar it was decided on.
 */
const whatFollows = (
  history: readonly RecordedReportEvent[],
  { target, field, to }: Change,
  { policy, ...context }: ReportContext,
): Followed[] => {
  const found: Followed[] = [];
  const ground = { ...context, policy: officialPolicy(policy) };
  let before: ReportState | undefined;
  let after: ReportState | undefined;
  for (const event of history) {
    const changed = isAbout(event, field, target) ? withValue(event, field, to) : event;
    const facts = differing(
      factsOf(derivedAgain(before, event, event, ground)),
      factsOf(derivedAgain(after, changed, event, ground)),
      // What was corrected itself is said.
      isAbout(event, field, target) ? field : undefined,
    );
    if (facts !== undefined) found.push({ revision: event.revision, ...facts });
    before = evolveReport(before, event);
    after = evolveReport(after, facts === undefined ? changed : withFacts(changed, facts));
  }
  return found;
};

/** An event with facts of its own kind. */
const withFacts = (event: RecordedReportEvent, facts: Omit<Followed, 'revision'>): RecordedReportEvent =>
  ({ ...event, data: { ...event.data, ...facts } }) as RecordedReportEvent;

const factsOf = ({ data }: RecordedReportEvent): JsonObject => data;

const differing = (
  before: JsonObject,
  after: JsonObject,
  except: string | undefined,
): Omit<Followed, 'revision'> | undefined => {
  const facts = derived.flatMap((name) => {
    if (name === except) return [];
    // An event that moves no clock any more says so.
    const empty = name === 'clocks' ? [] : null;
    const [was, is] = [before[name] ?? empty, after[name] ?? empty];
    return is === null || canonicalJson(was) === canonicalJson(is) ? [] : [[name, is] as const];
  });
  // Facts that the rules made of events of this type.
  return facts.length === 0 ? undefined : (Object.fromEntries(facts) as Omit<Followed, 'revision'>);
};

/** An event as its command would decide it on this state: what it says itself stays. */
const derivedAgain = (
  report: ReportState | undefined,
  event: RecordedReportEvent,
  recorded: RecordedReportEvent,
  context: ReportContextOf,
): RecordedReportEvent => {
  const ground = { ...context, now: event.metadata.occurredAt };
  if (event.type === 'submitted') {
    const start = legacyTerm(event.data.legacy?.dueAt, ground.policy);
    return {
      ...event,
      data: { ...event.data, clocks: [startClock({ round: 1, now: ground.now }, 'overall', start)] },
    };
  }
  if (
    report === undefined ||
    !('clocks' in reportEvents[event.type].schema.shape) ||
    event.type === 're-dated'
  )
    return event.type === 'extension-requested' && report !== undefined
      ? { ...event, data: { ...event.data, afterDue: isAskedTooLate(report, ground) } }
      : event;
  // Some events have clocks and some have none.
  const { clocks: _, ...data } = event.data as { readonly clocks?: unknown };
  const again = { ...event, data } as RecordedReportEvent;
  return withClocks(report, onState(report, again, recorded, ground), ground);
};

type ReportContextOf = Omit<ReportContext, 'now'>;

/** What an event takes over from the report before it. */
const onState = (
  report: ReportState,
  event: RecordedReportEvent,
  { metadata }: RecordedReportEvent,
  ground: ReportContextOf & ClockGround,
): RecordedReportEvent => {
  const had = report.assignment?.agencyId;
  switch (event.type) {
    case 'assigned':
      return had === undefined ? event : withFacts(event, { previousAgencyId: v.AgencyId.parse(had) });
    case 'resolved':
    case 'returned':
      return had === undefined ? event : withFacts(event, { agencyId: v.AgencyId.parse(had) });
    case 'information-requested':
      return withFacts(event, { answerBy: answerBy(event.data.answerBy, metadata.occurredAt, ground) });
    case 'information-not-provided':
      return withFacts(event, { answerBy: report.awaiting?.answerBy ?? event.data.answerBy });
    case 'published':
    case 'dispute-dismissed':
      return withFacts(event, { windowEnds: ratingWindow(report, ground) });
    case 'extension-granted':
      return withFacts(event, { afterDue: report.pendingExtension?.afterDue ?? event.data.afterDue });
    default:
      return event;
  }
};

type Answer = Extract<RecordedReportEvent, { type: 'information-requested' }>['data']['answerBy'];

/** The event does not say in how many days: those of the policy where it was so, else as many working days as it was. */
const answerBy = (recorded: Answer, asked: string, { now, policy }: ClockGround): Answer => {
  if (asked === now) return recorded;
  const { calendar, information } = policy;
  if (dueOfTerm(calendar, asked, information).at === recorded.at)
    return dueOfTerm(calendar, now, information);
  const days = calendar.workingDaysBetween(calendar.dayOf(asked), recorded.day);
  return dueOn(calendar, calendar.addWorkingDays(calendar.dayOf(now), days));
};
