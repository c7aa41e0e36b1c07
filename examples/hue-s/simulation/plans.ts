import { type Agency, agencies } from '../province/agencies.ts';
import { type Targets, targetsOf } from '../published.ts';
import type { Case } from './cases.ts';
import { type Dice, diceOf } from './dice.ts';
import { scoresOf } from './queues.ts';
import { minutesOfDay, type WorkingTime } from './working-time.ts';

export type Grade = 'satisfied' | 'acceptable' | 'unsatisfied';
/** What the overall clock of the last round is to come to, against the original term and the one in force. */
export type Timing = 'on-time' | 'extended' | 'late';

/** What people mean to do about a case. The moments and the events follow from it, and from what the rules say then. */
export interface Plan {
  readonly ending: 'published' | 'rejected' | 'merged' | 'withdrawn' | 'open';
  readonly timing: Timing;
  /** Where an open case is stuck; `recent`: it came shortly before the end. */
  readonly stuck?: 'recent' | 'with-agency' | 'without-agency' | 'approval' | 'second-round';
  /** The other case that a merged one goes to. */
  readonly into?: number;
  readonly dispute?: 'upheld' | 'dismissed';
  readonly grade?: Grade;
  readonly fine?: { readonly amount: number; readonly revoked: boolean };
  readonly returns: number;
  readonly question?: { readonly by: 'centre' | 'agency'; readonly answered: boolean };
  readonly sentBack: boolean;
  readonly deniedFirst: boolean;
}

interface Draft {
  readonly item: Case;
  readonly score: number;
  /** Working days from the submission to the end of the simulation. */
  readonly age: number;
  ending: Plan['ending'];
  timing: Timing;
  stuck?: Plan['stuck'];
  into?: number;
  dispute?: Plan['dispute'];
  grade?: Grade;
  fine?: NonNullable<Plan['fine']>;
}

/** So many working days before the end a case must have come to be able to take its course. */
const courseDays = { 'on-time': 25, extended: 30, late: 48 } as const;

/**
 * Shares the targets out among the cases: who is late follows from habits, queues and chance, how many are late from
 * the targets.
 */
export const planCases = (
  cases: readonly Case[],
  { seed, work, end }: { readonly seed: string; readonly work: WorkingTime; readonly end: number },
): readonly Plan[] => {
  const dice = diceOf(`${seed}:plans`);
  const targets = targetsOf(cases.length);
  const scores = scoresOf(cases, work, dice);
  const endPlace = work.placeOf(end);
  const drafts = cases.map(
    (item, index): Draft => ({
      item,
      score: scores[index] ?? 0,
      age: (endPlace - work.placeOf(item.submittedAt)) / minutesOfDay,
      ending: 'published',
      timing: 'on-time',
    }),
  );
  leaveOpen(drafts, targets, dice);
  endEarly(drafts, dice);
  makeLate(drafts, targets);
  dispute(drafts, dice);
  rate(drafts, targets, dice);
  fine(drafts, targets, dice);
  return drafts.map((draft) => planOf(draft, dice));
};

/** The draft with the highest value first. */
const highest = (drafts: readonly Draft[], rankOf: (draft: Draft) => number): Draft[] =>
  drafts
    .map((draft) => ({ draft, value: rankOf(draft) }))
    .sort((a, b) => b.value - a.value || a.draft.item.index - b.draft.item.index)
    .map(({ draft }) => draft);

/** Most of what is open came lately; the rest lies about somewhere, most of it where the queues are long. */
const leaveOpen = (drafts: readonly Draft[], targets: Targets, dice: Dice): void => {
  const open = targets.reports - targets.processed;
  const recent = drafts.filter(({ age }) => age < courseDays['on-time']);
  const young = highest(recent, ({ age, score }) => (age < 4 ? 1_000 - age : score - age * 6));
  const undecided = young.filter(({ age, score }) => age < 4 || score - age * 6 > -20);
  for (const draft of undecided.slice(0, Math.floor(open * 0.75))) {
    draft.ending = 'open';
    draft.stuck = 'recent';
  }
  const left = open - drafts.filter(({ ending }) => ending === 'open').length;
  const old = drafts.filter(({ age }) => age >= 90);
  for (const draft of highest(old, ({ score, age }) => score - age / 5 + dice.between(0, 60)).slice(
    0,
    left,
  )) {
    draft.ending = 'open';
    draft.stuck = dice.weighted(stuckPlaces, ({ weight }) => weight).stuck;
    if (draft.stuck === 'second-round' && draft.item.channel === 'hotline') draft.stuck = 'with-agency';
  }
};

const stuckPlaces = [
  { stuck: 'with-agency', weight: 62 },
  { stuck: 'without-agency', weight: 14 },
  { stuck: 'approval', weight: 12 },
  { stuck: 'second-round', weight: 12 },
] as const;

/** Rejections, withdrawals and duplicates: soon over, and so on time. */
const endEarly = (drafts: readonly Draft[], dice: Dice): void => {
  for (const [index, draft] of drafts.entries()) {
    if (draft.ending !== 'published' || draft.age < 6) continue;
    const drawn = dice.fraction();
    if (drawn < 0.045) draft.ending = 'rejected';
    else if (drawn < 0.053 && draft.item.channel !== 'hotline') draft.ending = 'withdrawn';
    else if (drawn < 0.073) {
      const [into] = dice
        .shuffled(drafts.slice(Math.max(0, index - 40), index))
        .filter((other) => isNear(other, draft));
      if (into === undefined) continue;
      draft.ending = 'merged';
      draft.into = into.item.index;
    }
  }
};

/** Whether one case can take up another: it will be there still when the centre looks at the other. */
const isNear = (other: Draft, { item }: Draft): boolean =>
  (other.ending === 'published' || other.stuck === 'with-agency') &&
  item.submittedAt - other.item.submittedAt < 4 * 86_400_000;

const makeLate = (drafts: readonly Draft[], targets: Targets): void => {
  const mayBe = (timing: Timing) =>
    drafts.filter(
      (draft) =>
        draft.ending === 'published' && draft.timing === 'on-time' && draft.age >= courseDays[timing],
    );
  for (const draft of take(mayBe('late'), targets.late)) draft.timing = 'late';
  for (const draft of take(mayBe('extended'), targets.extended)) draft.timing = 'extended';
};

const take = (drafts: readonly Draft[], count: number): readonly Draft[] => {
  if (drafts.length < count) throw new RangeError(`${count} cases are needed, ${drafts.length} are there`);
  return highest(drafts, ({ score }) => score).slice(0, count);
};

const dispute = (drafts: readonly Draft[], dice: Dice): void => {
  for (const draft of drafts) {
    const { item, ending, age, timing } = draft;
    if (ending !== 'published' || item.channel === 'hotline' || age < 160) continue;
    if (!dice.chance(timing === 'on-time' ? 0.025 : 0.05)) continue;
    draft.dispute = dice.chance(0.36) ? 'upheld' : 'dismissed';
  }
};

/** Exactly so many answer, with exactly so many of each grade; who waits long or meets a bad body is less pleased. */
const rate = (drafts: readonly Draft[], { rated }: Targets, dice: Dice): void => {
  const days = { 'on-time': 35, extended: 50, late: 75 } as const;
  const able = drafts.filter(
    ({ ending, item, timing, age }) =>
      ending === 'published' && item.channel !== 'hotline' && age >= days[timing],
  );
  const count = rated.satisfied + rated.acceptable + rated.unsatisfied;
  const answering = highest(
    able,
    ({ dispute: disputed, timing }) =>
      dice.between(0, 1000) + (disputed === undefined ? 0 : 400) + (timing === 'late' ? 120 : 0),
  ).slice(0, count);
  if (answering.length < count)
    throw new RangeError(`${count} ratings are needed, ${answering.length} are there`);
  const annoyance = { 'on-time': 0, extended: 12, late: 45 } as const;
  const pleased = highest(
    answering,
    ({ score, timing, dispute: disputed }) =>
      -(score * 0.5 + annoyance[timing] + (disputed === undefined ? 0 : 60) + dice.between(0, 100)),
  );
  for (const [place, draft] of pleased.entries()) {
    draft.grade =
      place < rated.satisfied
        ? 'satisfied'
        : place < rated.satisfied + rated.acceptable
          ? 'acceptable'
          : 'unsatisfied';
  }
};

/** Dong, as the decrees have them. */
const fineAmounts = [
  500_000, 750_000, 1_000_000, 1_500_000, 2_000_000, 2_500_000, 3_000_000, 4_000_000, 7_500_000,
];
const meanAmount = fineAmounts.reduce((sum, amount) => sum + amount, 0) / fineAmounts.length;

/** Fines that make up the sum: drawn one by one, and the largest makes up what is left. */
const fine = (drafts: readonly Draft[], { fines, fined }: Targets, dice: Dice): void => {
  const able = dice
    .shuffled(drafts)
    .filter(
      ({ ending, item, age, dispute: disputed }) =>
        ending === 'published' && item.category.punishable === true && age >= 60 && disputed === undefined,
    );
  const revoked = Math.max(1, Math.round(fines * 0.05));
  const imposed = able.slice(0, fines + revoked);
  let left = fined;
  for (const [place, draft] of imposed.entries()) {
    const isRevoked = place >= fines;
    const others = Math.max(1, fines - place);
    // Around what is left for each, so that the last one is an ordinary fine too.
    const share = (left / others) * (others < 5 ? 1 : dice.pick(fineAmounts) / meanAmount);
    const amount = place === fines - 1 ? left : Math.max(10_000, Math.round(share / 10_000) * 10_000);
    draft.fine = { amount, revoked: isRevoked };
    if (!isRevoked) left -= amount;
  }
  if (left !== 0) throw new RangeError(`${left} dong of fines are left`);
};

const planOf = (draft: Draft, dice: Dice): Plan => {
  const { item, ending, timing, stuck, into, dispute: disputed, grade, fine: fined, age } = draft;
  // What comes late has no time for detours.
  const hurried = age < courseDays['on-time'];
  const asked = !hurried && dice.chance(0.06);
  return {
    ending,
    timing,
    ...(stuck && { stuck }),
    ...(into !== undefined && { into }),
    ...(disputed && { dispute: disputed }),
    ...(grade && { grade }),
    ...(fined && { fine: fined }),
    returns: hurried ? 0 : returnsOf(item.agency, timing, stuck, dice),
    ...(asked && { question: { by: dice.chance(0.4) ? 'centre' : 'agency', answered: dice.chance(0.65) } }),
    sentBack: !hurried && dice.chance(timing === 'on-time' ? 0.03 : 0.06),
    deniedFirst: timing !== 'on-time' && dice.chance(timing === 'late' ? 0.35 : 0.06),
  };
};

const returnsOf = ({ habit }: Agency, timing: Timing, stuck: Plan['stuck'], dice: Dice): number => {
  if (stuck === 'without-agency') return 1;
  const drawn = dice.fraction() / (habit === 'bad' ? 2 : 1);
  if (timing === 'late' && drawn < 0.012) return 3;
  return drawn < 0.045 ? 1 : 0;
};

/** Another body, which takes a case for its own at first and gives it back. */
export const otherAgency = (not: Agency, dice: Dice): Agency => {
  const other = dice.pick(agencies);
  return other === not ? otherAgency(not, dice) : other;
};
