import {
  type BacklogDay,
  type BacklogQuery,
  dayNumberOf,
  dayOfNumber,
  epochOf,
  type Instant,
  InvalidQuery,
  instantOf,
} from '@phananh/core';
import type { FigureSource } from './source.ts';

/** Phases in which somebody has to do something. */
const openPhases = ['submitted', 'verified', 'assigned', 'resolved', 'disputed'];

const kinds = ['open', 'overdue', 'paused'] as const;
type Kind = (typeof kinds)[number];

/** Most days that one query looks at. */
const maximumDays = 3_700;

interface StateRow {
  readonly caseNumber: number;
  readonly at: Instant;
  readonly phase: string;
  readonly awaiting: number;
  readonly agencyId: string | null;
}

interface LateRow {
  readonly caseNumber: number;
  readonly from: Instant;
  readonly until: Instant | null;
}

/** What was open, overdue and waiting for the citizen at the end of each local day, by phase. */
export const queryBacklog = (
  { database, calendar }: FigureSource,
  { from, to, agencyId, now }: BacklogQuery,
): readonly BacklogDay[] => {
  const [first, last] = [dayNumberOf(from), dayNumberOf(to)];
  if (first > last) throw new InvalidQuery('from is after to', '/from');
  if (last - first >= maximumDays) throw new InvalidQuery(`more than ${maximumDays} days`, '/to');
  const afterNow = instantOf(epochOf(now) + 1);
  const ends = Array.from({ length: last - first + 1 }, (_, day) => {
    const end = calendar.startOf(dayOfNumber(first + day + 1));
    // The day that runs has no end yet: it is as it is now, with what happens in this millisecond.
    return end <= now ? end : afterNow;
  });
  const counts = differences(openPhases, ends.length + 1);
  const add = (kind: Kind, phase: string, since: Instant, until: Instant | undefined): void => {
    const begins = firstIndexOf(ends, since);
    const over = until === undefined ? ends.length : firstIndexOf(ends, until);
    if (begins < over) counts.add(kind, phase, begins, over);
  };
  const late = lateSpans(database, now);
  const states = database.prepare<[Instant], StateRow>(
    `SELECT case_number AS caseNumber, occurred_at AS at, phase, awaiting, agency_id AS agencyId FROM case_events
     WHERE case_number IN (SELECT case_number FROM case_facts WHERE submitted_at <= ?) ORDER BY case_number, revision`,
  );
  let previous: StateRow | undefined;
  const spanOf = (state: StateRow, until: Instant | undefined): void => {
    if (!openPhases.includes(state.phase)) return;
    if (agencyId !== undefined && state.agencyId !== agencyId) return;
    add('open', state.phase, state.at, until);
    if (state.awaiting === 1) add('paused', state.phase, state.at, until);
    for (const span of late.get(state.caseNumber) ?? []) {
      const since = laterOf(span.from, state.at);
      const end = span.until !== null && (until === undefined || span.until < until) ? span.until : until;
      if (end === undefined || since < end) add('overdue', state.phase, since, end);
    }
  };
  for (const state of states.iterate(ends.at(-1) ?? now)) {
    if (previous !== undefined)
      spanOf(previous, previous.caseNumber === state.caseNumber ? state.at : undefined);
    previous = state;
  }
  if (previous !== undefined) spanOf(previous, undefined);
  return ends.map((_, index) => counts.at(index, dayOfNumber(first + index)));
};

/** When overall clocks were past their due moment in force, by case. */
const lateSpans = (
  database: FigureSource['database'],
  now: Instant,
): ReadonlyMap<number, readonly LateRow[]> => {
  const rows = database
    .prepare<[{ now: Instant }], LateRow>(
      `SELECT case_number AS caseNumber, coalesce(late_since, due_at) AS "from", stopped_at AS until FROM case_clocks
       WHERE clock = 'overall' AND due_at IS NOT NULL AND coalesce(late_since, due_at) < coalesce(stopped_at, @now)`,
    )
    .all({ now });
  return Map.groupBy(rows, ({ caseNumber }) => caseNumber);
};

/** The first moment at or after which a state counts. The moments are in order. */
const firstIndexOf = (ends: readonly Instant[], at: Instant): number => {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? '') > at) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** Counts over days, kept as what each day differs from the day before. */
const differences = (phases: readonly string[], days: number) => {
  const changes = new Map(
    phases.map((phase) => [
      phase,
      { open: new Int32Array(days), overdue: new Int32Array(days), paused: new Int32Array(days) },
    ]),
  );
  const running = new Map(phases.map((phase) => [phase, { open: 0, overdue: 0, paused: 0 }]));
  return {
    add: (kind: Kind, phase: string, from: number, until: number): void => {
      const change = changes.get(phase)?.[kind];
      if (change === undefined) return;
      change[from] = (change[from] ?? 0) + 1;
      change[until] = (change[until] ?? 0) - 1;
    },
    /** To be asked day after day. */
    at: (index: number, day: string): BacklogDay => {
      const total = { open: 0, overdue: 0, paused: 0 };
      const byPhase: { [phase: string]: { open: number; overdue: number; paused: number } } = {};
      for (const phase of phases) {
        const counts = running.get(phase) ?? { open: 0, overdue: 0, paused: 0 };
        for (const kind of kinds) {
          counts[kind] += changes.get(phase)?.[kind][index] ?? 0;
          total[kind] += counts[kind];
        }
        byPhase[phase] = { ...counts };
      }
      return { day, ...total, phases: byPhase };
    },
  };
};

const laterOf = (a: Instant, b: Instant): Instant => (b > a ? b : a);
