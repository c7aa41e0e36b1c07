import { dayNumberOf, type WorkingCalendar } from '../../calendar/index.ts';
import { epochOf, type Instant, type JsonObject, type RecordedEvent, upcast } from '../../engine/index.ts';
import {
  type ClockName,
  type RecordedReportEvent,
  type ReportClock,
  type ReportClockChange,
  reportEvents,
  type SlaPolicy,
} from '../../report/index.ts';
import {
  applyClockChanges,
  type ClockVerdicts,
  calendarIdOf,
  type Due,
  isLate,
  runningClock,
  standingAt,
  verdictsOf,
} from '../../sla/index.ts';
import type { CaseFacts } from './case-facts.ts';

/**
 * What may be done to a clock rather than to the problem, by its name. A signal is no verdict: each of these is done for good
 * reasons every day. It says where to look; the cases behind it say what was.
 */
export const gamingSignals = {
  'closed-minutes-before-due': {
    en: 'A result or an end in the last minutes of the working day on which it was due, or after them',
    vi: 'Kết thúc trong những phút cuối của ngày đến hạn',
  },
  'recategorised-before-expiry': {
    en: 'A new classification that moved a due day later on the last working day of the term, or after it',
    vi: 'Đổi phân loại làm lùi hạn vào ngày làm việc cuối hoặc khi đã quá hạn',
  },
  'returned-before-expiry': {
    en: "An agency's return on the last working day of the term that it had, or after it",
    vi: 'Cơ quan trả lại vào ngày làm việc cuối của thời hạn hoặc khi đã quá hạn',
  },
  'information-asked-on-last-day': {
    en: 'A question to the citizen that paused a clock on the last working day of its term',
    vi: 'Yêu cầu bổ sung thông tin vào ngày làm việc cuối của thời hạn',
  },
  'extension-on-last-day': {
    en: 'An extension asked for on the last working day of the term, or after it',
    vi: 'Xin gia hạn vào ngày làm việc cuối của thời hạn hoặc khi đã quá hạn',
  },
  'closed-and-reopened': {
    en: 'A result that the centre sent back, or that a citizen disputed with success',
    vi: 'Kết quả bị trả lại hoặc bị người dân khiếu nại đúng',
  },
  'corrected-to-better': {
    en: 'A correction of an imported case by which the verdict of a clock got better',
    vi: 'Đính chính hồ sơ nhập từ hệ thống khác làm kết quả thời hạn tốt hơn',
  },
} as const satisfies { readonly [signal: string]: { readonly en: string; readonly vi: string } };

export type GamingSignalName = keyof typeof gamingSignals;

/** Something that an event of a report says, to be looked at. */
export interface GamingSignal {
  readonly signal: GamingSignalName;
  /** Of the event. */
  readonly revision: number;
  /** When it happened. */
  readonly at: Instant;
  /** Who had the report; null: no agency. It need not be who acted: `detail.by` says that. */
  readonly agencyId: string | null;
  /** `by`: the kind of the actor; further what the signal is about, as days, instants and numbers. */
  readonly detail: JsonObject;
}

export interface GamingThresholds {
  /** Before the end of the working day that is due, or before the due instant where that is earlier. */
  readonly closedMinutes: number;
  /** How many working days at the end of a term are its last ones. 1: the due day. */
  readonly lastWorkingDays: number;
}

export const gamingThresholds: GamingThresholds = { closedMinutes: 30, lastWorkingDays: 1 };

export interface GamingRules {
  readonly policy: Pick<SlaPolicy, 'calendar' | 'calendars'>;
  /** Default {@link gamingThresholds}. */
  readonly thresholds?: GamingThresholds;
  /** The case after the event: what a correction made of it. Without it a correction gives no signal. */
  readonly after?: CaseFacts;
}

/**
 * The signals that an event gives, from the facts of its case before it: who folds cases needs to keep nothing more.
 *
 * @param facts before the event; undefined for the first event, which gives none
 */
export const gamingSignalsOf = (
  facts: CaseFacts | undefined,
  recorded: RecordedEvent,
  rules: GamingRules,
): readonly GamingSignal[] => {
  if (facts === undefined) return [];
  const event = upcast(reportEvents, recorded);
  const { occurredAt, recordedAt } = event.metadata;
  // What a correction corrects may be long ago.
  const at = event.type === 'corrected' ? recordedAt : occurredAt;
  const context = { facts, at, thresholds: gamingThresholds, after: undefined, ...rules };
  return seenIn(event, context).map(({ signal, ...detail }) => ({
    signal,
    revision: event.revision,
    at: context.at,
    agencyId: facts.agencyId,
    detail: { by: event.metadata.actor.kind, ...detail },
  }));
};

interface Context extends Required<Omit<GamingRules, 'after'>> {
  readonly facts: CaseFacts;
  readonly after: CaseFacts | undefined;
  readonly at: Instant;
}

type Seen = { readonly signal: GamingSignalName } & JsonObject;

const seenIn = (event: RecordedReportEvent, context: Context): readonly Seen[] => {
  switch (event.type) {
    case 'resolved':
    case 'published':
    case 'rejected':
    case 'merged':
      return closedAtTheEnd(event.data.clocks ?? [], context);
    case 'reclassified':
      return recategorised(event.data.clocks ?? [], context);
    case 'returned':
      return onLastDay('returned-before-expiry', ['resolution'], context);
    case 'information-requested':
      return onLastDay('information-asked-on-last-day', pausedBy(event.data.clocks ?? []), context);
    case 'extension-requested':
      return onLastDay('extension-on-last-day', ['resolution', 'overall'], context);
    case 'sent-back':
    case 'dispute-upheld':
      return [reopened(event.type, context)];
    case 'corrected':
      return correctedToBetter(event.data, context);
    default:
      // The rest starts things, tells of them, or is the citizen's: a withdrawal saves nobody's term.
      return [];
  }
};

/** A clock that was in time when it stopped, but only just. The resolution clock is the agency's, the overall one everybody's. */
const closedAtTheEnd = (
  changes: readonly ReportClockChange[],
  { facts, at, policy, thresholds }: Context,
): readonly Seen[] => {
  const stopped = changes.find(
    ({ change, clock }) => change === 'stopped' && (clock === 'resolution' || clock === 'overall'),
  );
  // A wait that ends with the result has moved the due first.
  const clock = stopped && lastOf(applyClockChanges(facts.clocks, changes), stopped);
  if (clock?.due == null || isLate({ ...clock, stoppedAt: null }, at)) return [];
  if (facts.channel === 'import' && isKnownToTheDay(at, clock.due, policy)) return [];
  const windowStart = endOfWork(policy, clock.due) - thresholds.closedMinutes * 60_000;
  if (epochOf(at) < windowStart) return [];
  const minutesLeft = Math.floor((epochOf(clock.due.at) - epochOf(at)) / 60_000);
  return [
    {
      signal: 'closed-minutes-before-due',
      ...named(clock),
      dueDay: clock.due.day,
      dueAt: clock.due.at,
      minutesLeft,
    },
  ];
};

/**
 * An import writes an end of which it knows the day as the last second of that day, and such a due instant as its last millisecond. Where
 * the file has days of another zone than the calendar, only the two together tell it.
 */
const isKnownToTheDay = (at: Instant, due: Due, policy: Context['policy']): boolean =>
  calendarFor(policy, due).wallTimeOf(epochOf(at)) === 86_399_000 || epochOf(due.at) - epochOf(at) === 999;

const lastOf = (
  clocks: readonly ReportClock[],
  { clock, round }: Pick<ReportClockChange, 'clock' | 'round'>,
): ReportClock | undefined => clocks.findLast((each) => each.clock === clock && each.round === round);

/** When work ends on the due day; the due instant where that is earlier, or no work is done on the day. Epoch milliseconds. */
const endOfWork = (policy: Context['policy'], due: Due): number => {
  const calendar = calendarFor(policy, due);
  const end = covers(calendar, due.day) ? calendar.sessionsOf(due.day).at(-1)?.[1] : undefined;
  const dueAt = epochOf(due.at);
  return end === undefined ? dueAt : Math.min(dueAt, calendar.epochOfWallTime(due.day, end * 60_000));
};

const recategorised = (changes: readonly ReportClockChange[], context: Context): readonly Seen[] => {
  for (const change of changes) {
    if (change.change !== 're-dated') continue;
    const clock = lastOf(context.facts.clocks, change);
    const last = clock && lastDays(clock, context);
    if (last === undefined || change.due === null || change.due.at <= last.due.at) continue;
    const { category, procedure } = context.facts;
    const seen = { ...named(change), dueDay: last.due.day, late: last.late, newDueDay: change.due.day };
    // What it was before; what it became, the event says.
    return [{ signal: 'recategorised-before-expiry', ...seen, category, procedure }];
  }
  return [];
};

/** A signal when one of the clocks that run is in its last days: the first of them that is. */
const onLastDay = (
  signal: GamingSignalName,
  names: readonly ClockName[],
  context: Context,
): readonly Seen[] => {
  for (const name of names) {
    const clock = runningClock(context.facts, name);
    const last = clock && lastDays(clock, context);
    if (clock === undefined || last === undefined) continue;
    return [{ signal, ...named(clock), dueDay: last.due.day, late: last.late }];
  }
  return [];
};

const pausedBy = (changes: readonly ReportClockChange[]): readonly ClockName[] =>
  changes.filter(({ change }) => change === 'paused').map(({ clock }) => clock);

/** Due when, and whether that is over, of a clock in the last working days of its term; undefined of any other clock. */
const lastDays = (
  clock: ReportClock,
  { at, policy, thresholds }: Context,
): { readonly due: Due; readonly late: boolean } | undefined => {
  // A clock that is paused stands where it was paused.
  const standing = standingAt(clock, at);
  if (standing.due === null) return undefined;
  const { due } = standing;
  if (isLate(clock, at)) return { due, late: true };
  const calendar = calendarFor(policy, due);
  const day = calendar.dayOf(standing.at);
  const left =
    covers(calendar, day) && covers(calendar, due.day)
      ? calendar.workingDaysBetween(day, due.day)
      : dayNumberOf(due.day) - dayNumberOf(day);
  return left < thresholds.lastWorkingDays ? { due, late: false } : undefined;
};

const reopened = (by: 'sent-back' | 'dispute-upheld', { facts }: Context): Seen => {
  const round = facts.rounds.at(-1);
  return {
    signal: 'closed-and-reopened',
    how: by,
    round: facts.round,
    resolvedAt: round?.resolvedAt ?? null,
    outcome: round?.outcome ?? null,
  };
};

/** The clock that a correction did most for: the overall one of the last round before others. */
const correctedToBetter = (
  { revision, field }: { readonly revision: number; readonly field: string },
  { facts, after, at }: Context,
): readonly Seen[] => {
  // A correction starts no clock: both have the same, in the same order.
  const better = (after?.clocks ?? []).flatMap((clock, place) => {
    const before = facts.clocks[place];
    const [was, is] = [before && verdictsOf(before, at), verdictsOf(clock, at)];
    return was !== undefined && is !== undefined && gotBetter(was, is) ? [{ clock, was, is }] : [];
  });
  const found = better.findLast(({ clock }) => clock.clock === 'overall') ?? better[0];
  if (found === undefined) return [];
  const { clock, was, is } = found;
  return [
    {
      signal: 'corrected-to-better',
      ...named(clock),
      field,
      ofRevision: revision,
      verdictBefore: was.verdict,
      verdict: is.verdict,
      dueAt: clock.due?.at ?? null,
      stoppedAt: clock.stoppedAt,
    },
  ];
};

const lateVerdicts: ReadonlySet<string> = new Set(['late', 'overdue']);

const gotBetter = (was: ClockVerdicts, is: ClockVerdicts): boolean =>
  (['againstOriginal', 'againstInForce'] as const).some(
    (reading) => lateVerdicts.has(was[reading]) && !lateVerdicts.has(is[reading]),
  );

const named = ({ clock, round }: Pick<ReportClock, 'clock' | 'round'>) => ({ clock, round });

/** The calendar that a due day was computed on, in its version of today; the centre's where the policy has it no more. */
const calendarFor = ({ calendar, calendars }: Context['policy'], due: Due): WorkingCalendar => {
  const id = due.calendar === null ? calendar.id : calendarIdOf(due.calendar);
  return calendars.find((each) => each.id === id) ?? calendar;
};

/** Cases of another system may be older than our calendars: their days are counted as they come. */
const covers = ({ window }: WorkingCalendar, day: string): boolean => window.from <= day && day <= window.to;
