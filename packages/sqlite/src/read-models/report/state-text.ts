import { type CaseFacts, holders, type RoundFacts } from '@phananh/core/read-models';
import { type ClockName, clockNames, type ReportClock } from '@phananh/core/reports';
import type { Due, Term } from '@phananh/core/sla';

/**
 * A case as text, as short as can be read fast: the values in the order of the names, clocks as lists of theirs. A third
 * of the same as JSON with its names, and half the time to write the tables anew.
 */

type Plain = Exclude<keyof CaseFacts, 'clocks' | 'rounds' | 'held'>;

/** Every field but the clocks, once each: the compiler demands them all. */
const places: { readonly [Field in Plain]: number } = {
  caseNumber: 0,
  reportId: 1,
  trackingCode: 2,
  phase: 3,
  round: 4,
  submittedAt: 5,
  reporterId: 6,
  channel: 7,
  category: 8,
  priority: 9,
  procedure: 10,
  areaCode: 11,
  lat: 12,
  lng: 13,
  text: 14,
  agencyId: 15,
  awaiting: 16,
  extensionPending: 17,
  verifiedAt: 18,
  assignedAt: 19,
  resolvedAt: 20,
  publishedAt: 21,
  endedAt: 22,
  grade: 23,
  assignments: 24,
  returns: 25,
  questions: 26,
  extensionsRequested: 27,
  extensionsGranted: 28,
  sendBacks: 29,
  reclassifications: 30,
  disputes: 31,
  supporters: 32,
  legacySystem: 33,
  legacyCaseId: 34,
  legacyStatus: 35,
  penalties: 36,
  firstRecordedAt: 37,
  occurredAt: 38,
  recordedAt: 39,
  revision: 40,
  position: 41,
  supporting: 42,
  comments: 43,
  visibility: 44,
  answers: 45,
  categoryRevision: 46,
  categoriesHidden: 47,
  areaVerified: 48,
  corrections: 49,
  labels: 50,
  officer: 51,
  officersHidden: 52,
  erased: 53,
  lastAt: 54,
  dataHeld: 55,
  retentions: 56,
};
// The keys of a table are texts to the types.
const fields = (Object.keys(places) as Plain[]).sort((a, b) => places[a] - places[b]);

type StoredDue = readonly [day: string, at: string, calendar: string | null, projected?: 1];

/** Of a clock that was never paused the parts after its stop are mostly empty: they come last, and are left out then. */
type StoredClock = readonly [
  clock: number,
  round: number,
  startedAt: string,
  term: string | null,
  originalDue: StoredDue | null,
  /** 0: the same as the original. */
  due: StoredDue | null | 0,
  stoppedAt: string | null,
  others?: readonly [
    receipt: ReportClock['receipt'],
    extendedBy: number,
    givenBack: number,
    pausedAt: string | null,
    unanswered: ReportClock['unanswered'],
    cancelledAt: string | null,
    lateSince: string | null,
  ],
];

const storedDue = ({ day, at, calendar, projected }: Due): StoredDue =>
  projected === true ? [day, at, calendar, 1] : [day, at, calendar];

const dueOf = ([day, at, calendar, projected]: StoredDue): Due => ({
  day,
  at,
  calendar,
  ...(projected === 1 && { projected: true }),
});

const isSame = (a: Due | null, b: Due | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.at === b.at &&
    a.day === b.day &&
    a.calendar === b.calendar &&
    a.projected === b.projected);

const storedClock = (clock: ReportClock): StoredClock => {
  const { term, originalDue, due, receipt, extendedBy, givenBack, pausedAt, unanswered } = clock;
  const { cancelledAt, lateSince } = clock;
  const isSimple =
    receipt === 'as-received' &&
    extendedBy === 0 &&
    givenBack === 0 &&
    pausedAt === null &&
    unanswered === null &&
    cancelledAt === null &&
    lateSince === null;
  return [
    clockNames.indexOf(clock.clock),
    clock.round,
    clock.startedAt,
    term && `${term.count} ${term.unit}`,
    originalDue && storedDue(originalDue),
    isSame(originalDue, due) ? 0 : due && storedDue(due),
    clock.stoppedAt,
    ...(isSimple
      ? ([] as const)
      : ([[receipt, extendedBy, givenBack, pausedAt, unanswered, cancelledAt, lateSince]] as const)),
  ];
};

const termOfText = (text: string): Term => {
  const [count, unit] = text.split(' ');
  // The text was made from a term.
  return { count: Number(count), unit: unit as Term['unit'] };
};

const clockOf = ([
  name,
  round,
  startedAt,
  term,
  original,
  due,
  stoppedAt,
  others,
]: StoredClock): ReportClock => {
  const originalDue = original && dueOf(original);
  const [receipt = 'as-received', extendedBy = 0, givenBack = 0, pausedAt = null, unanswered = null] =
    others ?? [];
  return {
    // This file wrote the place of a name that there is.
    clock: clockNames[name] as ClockName,
    round,
    startedAt,
    receipt,
    term: term === null ? null : termOfText(term),
    originalDue,
    due: due === 0 ? originalDue : due && dueOf(due),
    extendedBy,
    givenBack,
    pausedAt,
    unanswered,
    stoppedAt,
    cancelledAt: others?.[5] ?? null,
    lateSince: others?.[6] ?? null,
    rungs: [],
  };
};

type StoredRound = readonly [
  round: number,
  agencyId: string | null,
  assignedAt: string | null,
  resolvedAt: string | null,
  outcome: string | null,
  publishedAt: string | null,
  windowEndsAt: string | null,
  grade: string | null,
  ratedAt: string | null,
  disputedAt: string | null,
  disputeDecision: RoundFacts['disputeDecision'],
];

const storedRound = (round: RoundFacts): StoredRound => [
  round.round,
  round.agencyId,
  round.assignedAt,
  round.resolvedAt,
  round.outcome,
  round.publishedAt,
  round.windowEndsAt,
  round.grade,
  round.ratedAt,
  round.disputedAt,
  round.disputeDecision,
];

const roundOf = ([round, agencyId, assignedAt, resolvedAt, outcome, ...rest]: StoredRound): RoundFacts => {
  const [publishedAt, windowEndsAt, grade, ratedAt, disputedAt, disputeDecision] = rest;
  const times = { assignedAt, resolvedAt, publishedAt, windowEndsAt, ratedAt, disputedAt };
  return { round, agencyId, outcome, grade, disputeDecision, ...times };
};

/** The holder by its place among {@link holders}, −1 for nobody. */
type StoredHolding = readonly [holder: number, from: string];

interface Lists {
  readonly clocks: readonly StoredClock[];
  readonly rounds: readonly StoredRound[];
  readonly held: readonly StoredHolding[];
}

export const textOfFacts = (facts: CaseFacts): string => {
  const lists: Lists = {
    clocks: facts.clocks.map(storedClock),
    rounds: facts.rounds.map(storedRound),
    held: facts.held.map(({ holder, from }) => [holder === null ? -1 : holders.indexOf(holder), from]),
  };
  return JSON.stringify([...fields.map((field) => facts[field]), lists]);
};

/** What stands in the text was written from facts. */
export const factsOfText = (text: string): CaseFacts => {
  const values: readonly unknown[] = JSON.parse(text);
  const lists = values[fields.length] as Lists;
  const facts: { [field: string]: unknown } = {
    clocks: lists.clocks.map(clockOf),
    rounds: lists.rounds.map(roundOf),
    held: lists.held.map(([holder, from]) => ({ holder: holders[holder] ?? null, from })),
  };
  for (let place = 0; place < fields.length; place++) facts[fields[place] ?? ''] = values[place];
  // Every field of it, in the order in which they were written.
  return facts as unknown as CaseFacts;
};
