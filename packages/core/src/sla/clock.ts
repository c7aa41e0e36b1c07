import { z } from 'zod';

/** A length of time to do something in. Working hours are a type of their own and not one of these. */
export const Term = z.strictObject({
  count: z.int().min(1).max(100_000),
  unit: z.enum(['working-day', 'calendar-day', 'month', 'year']),
});
export type Term = z.output<typeof Term>;

const Instant = z.iso.datetime({ precision: 3 });

/** Until when: the last day in time, and the first instant that is late. */
export const Due = z.strictObject({
  day: z.iso.date(),
  at: Instant,
  /** Version of the calendar it was computed on; null when it was taken over from another system. */
  calendar: z.string().nullable(),
  /** It counts on days that no notice has confirmed. */
  projected: z.literal(true).optional(),
});
export type Due = z.output<typeof Due>;

/**
 * When a term begins that is received on a day off: on that day (Civil Code 2015 art. 147), or as if received on the next
 * working day, which is then the day that is not counted.
 */
export const Receipt = z.enum(['as-received', 'deemed-next-working-day']);
export type Receipt = z.output<typeof Receipt>;

/** What a pause gives back when nobody answers in its term: known when it begins, whenever a timer runs. */
const Unanswered = z.strictObject({
  /** From then on the clock runs again. */
  at: Instant,
  givenBack: z.int().min(0),
  originalDue: Due,
  due: Due,
});
export type Unanswered = z.output<typeof Unanswered>;
const unanswered = Unanswered.optional();

/**
 * The schema of what an event does to a clock, for a workflow's events. The due day is computed once and stored here: a fact, with
 * what it was computed from.
 *
 * @param clock the names of the workflow's clocks
 */
export const clockChangeSchema = <Name extends string>(clock: z.ZodType<Name>) => {
  const change = <Change extends string, Shape extends z.ZodRawShape>(name: Change, shape: Shape) =>
    z.strictObject({ change: z.literal(name), clock, round: z.int().min(1), at: Instant, ...shape });
  return z.discriminatedUnion('change', [
    change('started', {
      term: Term.nullable(),
      due: Due.nullable(),
      /** How a receipt on a day off was counted; absent: as received. */
      receipt: Receipt.optional(),
    }),
    change('stopped', {}),
    /** It ends without a verdict: what it measured is not going to happen. */
    change('cancelled', {}),
    /** It runs on as if it had not been stopped or cancelled. */
    change('reopened', {}),
    change('paused', { unanswered }),
    change('resumed', { givenBack: z.int().min(0), originalDue: Due, due: Due }),
    /** `afterDue`: asked for too late, so that the clock stays late. */
    change('extended', { workingDays: z.int().min(1), due: Due, afterDue: z.boolean(), unanswered }),
    change('re-dated', {
      term: Term.nullable(),
      originalDue: Due.nullable(),
      due: Due.nullable(),
      unanswered,
    }),
  ]);
};

type AnyClockChange = z.output<ReturnType<typeof clockChangeSchema<string>>>;

/** What an event does to a clock. */
export type ClockChange<Name extends string = string> = AnyClockChange & { readonly clock: Name };

/** A change of one kind. */
export type ChangeOf<Change extends AnyClockChange['change'], Name extends string = string> = Extract<
  AnyClockChange,
  { change: Change }
> & { readonly clock: Name };

/** A clock of one round, as the events made it. */
export interface SlaClock<Name extends string = string> {
  readonly clock: Name;
  readonly round: number;
  readonly startedAt: string;
  readonly receipt: Receipt;
  /** Null: no term applies, or the due instant came with the case. */
  readonly term: Term | null;
  /** As first computed, moved by pauses and re-datings, never by extensions. */
  readonly originalDue: Due | null;
  /** With extensions. */
  readonly due: Due | null;
  /** Working days of all extensions, and the days that pauses gave back, in the unit of the term. */
  readonly extendedBy: number;
  readonly givenBack: number;
  readonly pausedAt: string | null;
  /** While paused: how it goes on when nobody answers. Null: the pause has no term. */
  readonly unanswered: Unanswered | null;
  readonly stoppedAt: string | null;
  readonly cancelledAt: string | null;
  /** Since when it is late for good: a due that was passed is moved no more for the verdict. */
  readonly lateSince: string | null;
  /** Rungs of reminders, overdue marks and escalations that have fired. */
  readonly rungs: readonly string[];
}

/** Which start of a clock is meant: the n-th of its name in a round, from 0. */
export interface ClockStartName<Name extends string = string> {
  readonly clock: Name;
  readonly round: number;
  readonly start: number;
}

/** Names a clock among those of its report. */
export const startNameOf = <Name extends string>(
  clocks: readonly SlaClock<Name>[],
  clock: SlaClock<Name>,
): ClockStartName<Name> => {
  const { clock: name, round } = clock;
  const started = clocks.filter((each) => each.clock === name && each.round === round);
  return { clock: name, round, start: started.indexOf(clock) };
};

/** The clocks after an event's changes. */
export const applyClockChanges = <Name extends string>(
  clocks: readonly SlaClock<Name>[],
  changes: readonly ClockChange<Name>[] | undefined,
): readonly SlaClock<Name>[] =>
  changes === undefined ? clocks : changes.reduce(applyClockChange<Name>, clocks);

const applyClockChange = <Name extends string>(
  clocks: readonly SlaClock<Name>[],
  made: ClockChange<Name>,
): readonly SlaClock<Name>[] => {
  if (made.change === 'started') {
    const { clock, round, at, term, due, receipt = 'as-received' } = made;
    return [...clocks, { ...stillClock, clock, round, startedAt: at, receipt, term, originalDue: due, due }];
  }
  // A clock can be started more than once in a round (a reassignment); a change is about the last one.
  const index = clocks.findLastIndex(({ clock, round }) => clock === made.clock && round === made.round);
  const clock = clocks[index];
  return clock === undefined ? clocks : clocks.with(index, changed(clock, made));
};

const stillClock = {
  extendedBy: 0,
  givenBack: 0,
  pausedAt: null,
  unanswered: null,
  stoppedAt: null,
  cancelledAt: null,
  lateSince: null,
  rungs: [],
} satisfies Partial<SlaClock>;

const changed = <Name extends string>(
  clock: SlaClock<Name>,
  made: Exclude<AnyClockChange, { change: 'started' }>,
): SlaClock<Name> => {
  switch (made.change) {
    case 'stopped':
      return { ...clock, stoppedAt: made.at };
    case 'cancelled':
      return { ...clock, cancelledAt: made.at, pausedAt: null, unanswered: null };
    case 'reopened':
      return { ...clock, stoppedAt: null, cancelledAt: null };
    case 'paused':
      return { ...clock, pausedAt: made.at, unanswered: made.unanswered ?? null };
    case 'resumed':
      return {
        ...clock,
        pausedAt: null,
        unanswered: null,
        originalDue: made.originalDue,
        due: made.due,
        givenBack: clock.givenBack + made.givenBack,
      };
    case 'extended':
      return {
        ...clock,
        due: made.due,
        extendedBy: clock.extendedBy + made.workingDays,
        unanswered: made.unanswered ?? null,
        lateSince: made.afterDue ? (clock.lateSince ?? clock.due?.at ?? null) : clock.lateSince,
      };
    case 're-dated':
      return {
        ...clock,
        term: made.term,
        originalDue: isOriginalPast(clock, made.at) ? clock.originalDue : made.originalDue,
        due: made.due,
        unanswered: made.unanswered ?? null,
        lateSince: isLate(clock, made.at) ? (clock.lateSince ?? clock.due?.at ?? null) : clock.lateSince,
      };
  }
};

/** Whether a due moment has passed: the first late instant is late. */
export const isPast = (due: Due | null, at: string): boolean => due !== null && at >= due.at;

/**
 * The dues of a running clock and the moment to hold against them: a paused one stands where it was paused, until the
 * term of the question is over.
 */
export const standingAt = (
  { originalDue, due, pausedAt, unanswered }: SlaClock,
  at: string,
): {
  readonly originalDue: Due | null;
  readonly due: Due | null;
  readonly at: string;
  readonly paused: boolean;
} => {
  if (pausedAt === null) return { originalDue, due, at, paused: false };
  if (unanswered !== null && at >= unanswered.at) return { ...unanswered, at, paused: false };
  return { originalDue, due, at: pausedAt, paused: true };
};

/** Whether a running clock is past its due moment in force, or late for good. */
export const isLate = (clock: SlaClock, at: string): boolean => {
  const standing = standingAt(clock, at);
  return clock.lateSince !== null || isPast(standing.due, standing.at);
};

/** Whether the due moment without extensions has passed for good. */
export const isOriginalPast = (clock: SlaClock, at: string): boolean => {
  const standing = standingAt(clock, at);
  return isPast(standing.originalDue, standing.at);
};
