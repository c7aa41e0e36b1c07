import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Instant } from '@phananh/core';
import { dayNumberOf, dayOfNumber } from '@phananh/core/calendar';
import { epochOf, InvalidQuery, instantOf } from '@phananh/core/engine';
import {
  type BacklogDay,
  type BacklogQuery,
  type CaseFacts,
  hasAmong,
  isAmong,
} from '@phananh/core/read-models';
import type { ReportClock } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';
import { snapshotOf } from '../reading/snapshot.ts';
import { labelsOfText } from './grouped.ts';
import { cutOf, hasNotGoneOn, type Moment, momentOf } from './moment.ts';
import { pastLives } from './past-cases.ts';
import type { FigureSource } from './source.ts';

/** Phases in which somebody has to do something. */
const openPhases = ['submitted', 'verified', 'assigned', 'resolved', 'disputed'];

const kinds = ['open', 'overdue', 'paused'] as const;
type Kind = (typeof kinds)[number];

/** Most days that one query looks at. */
const maximumDays = 3_700;

/** Since when a case is as it is: after each of its events. */
interface CaseState {
  readonly at: Instant;
  readonly phase: string;
  readonly awaiting: boolean;
  readonly agencyId: string | null;
  readonly labels: readonly string[];
}

/** A time in which the overall clock of a case was past its due moment in force. */
interface LateSpan {
  readonly from: Instant;
  readonly until: Instant | null;
}

/** What was open, overdue and waiting for the citizen at the end of each local day, by phase. */
export const queryBacklog = async (
  source: FigureSource,
  { from, to, agencyId, label, ...times }: BacklogQuery,
): Promise<readonly BacklogDay[]> => {
  const [first, last] = [dayNumberOf(from), dayNumberOf(to)];
  if (first > last) throw new InvalidQuery('from is after to', '/from');
  if (last - first >= maximumDays) throw new InvalidQuery(`more than ${maximumDays} days`, '/to');
  const moment = momentOf(times);
  const { asOf } = moment;
  const afterwards = instantOf(epochOf(asOf) + 1);
  const ends = Array.from({ length: last - first + 1 }, (_, day) => {
    const end = source.calendar.startOf(dayOfNumber(first + day + 1));
    // The day that runs has no end yet: it is as it is at the moment, with what happens in this millisecond.
    return end <= asOf ? end : afterwards;
  });
  const counts = differences(openPhases, ends.length + 1);
  const add = (kind: Kind, phase: string, since: Instant, until: Instant | undefined): void => {
    const begins = firstIndexOf(ends, since);
    const over = until === undefined ? ends.length : firstIndexOf(ends, until);
    if (begins < over) counts.add(kind, phase, begins, over);
  };
  const isAsked = ({ phase, agencyId: owner, labels }: CaseState): boolean =>
    openPhases.includes(phase) &&
    (agencyId === undefined || isAmong(agencyId, owner)) &&
    (label === undefined || hasAmong(label, labels));
  const addCase = (states: readonly CaseState[], late: readonly LateSpan[]): void => {
    for (const [index, state] of states.entries()) {
      if (!isAsked(state)) continue;
      const { at, phase, awaiting } = state;
      const until = states[index + 1]?.at;
      add('open', phase, at, until);
      if (awaiting) add('paused', phase, at, until);
      for (const span of late) {
        const since = laterOf(span.from, at);
        const end = span.until !== null && (until === undefined || span.until < until) ? span.until : until;
        if (end === undefined || since < end) add('overdue', phase, since, end);
      }
    }
  };
  const { database, release } = snapshotOf(source.database);
  try {
    for await (const { states, late } of casesAsTheyAre(database, moment, ends)) {
      source.demandAsked();
      addCase(states, late);
    }
    for await (const life of pastLives(source, database, moment))
      addCase(life.map(stateOf), lateSpans(life.at(-1)?.clocks ?? [], asOf));
  } finally {
    release();
  }
  return ends.map((_, index) => counts.at(index, dayOfNumber(first + index)));
};

const stateOf = ({ occurredAt: at, phase, awaiting, agencyId, labels }: CaseFacts): CaseState => ({
  at,
  phase,
  awaiting,
  agencyId,
  labels,
});

type Clock = Pick<ReportClock, 'clock' | 'stoppedAt' | 'lateSince'> & {
  readonly due: { readonly at: Instant } | null;
};

/** When overall clocks were past their due moment in force. */
const lateSpans = (clocks: readonly Clock[], asOf: Instant): readonly LateSpan[] =>
  clocks.flatMap(({ clock, due, lateSince, stoppedAt }) => {
    if (clock !== 'overall' || due === null) return [];
    const from = lateSince ?? due.at;
    return from < (stoppedAt ?? asOf) ? [{ from, until: stoppedAt }] : [];
  });

/** Cases that are looked at at once. Between two pages others are served. */
const casesPerPage = 2_000;

interface StateRow extends Omit<CaseState, 'awaiting' | 'labels'> {
  readonly caseNumber: number;
  readonly awaiting: number;
  readonly labels: string | null;
}

interface ClockRow {
  readonly caseNumber: number;
  readonly clock: 'overall';
  readonly dueAt: Instant;
  readonly lateSince: Instant | null;
  readonly stoppedAt: Instant | null;
}

/** Cases whose rows stand for the moment, and that were not over before the first of the days ended. */
async function* casesAsTheyAre(
  database: Database,
  moment: Moment,
  ends: readonly Instant[],
): AsyncGenerator<{ readonly states: readonly CaseState[]; readonly late: readonly LateSpan[] }> {
  const page = database
    .prepare<[{ readonly [name: string]: string | number }], number>(
      `SELECT case_number FROM case_facts f WHERE case_number > @after AND submitted_at <= @last
         AND (ended_at IS NULL OR ended_at >= @first) AND ${hasNotGoneOn}
       ORDER BY case_number LIMIT ${casesPerPage}`,
    )
    .pluck();
  const among = 'case_number IN (SELECT value FROM json_each(?))';
  // The row of a correction says what was known then; what it says stands in those of the events before it.
  const states = database.prepare<[string], StateRow>(
    `SELECT case_number AS caseNumber, occurred_at AS at, phase, awaiting, agency_id AS agencyId, labels FROM case_events
     WHERE ${among} AND type <> 'corrected' ORDER BY case_number, revision`,
  );
  const clocks = database.prepare<[string], ClockRow>(
    `SELECT case_number AS caseNumber, clock, due_at AS dueAt, late_since AS lateSince, stopped_at AS stoppedAt
     FROM case_clocks WHERE ${among} AND clock = 'overall' AND due_at IS NOT NULL`,
  );
  const bound = { ...cutOf(moment), first: ends[0] ?? '', last: ends.at(-1) ?? '' };
  let after = -1;
  for (;;) {
    const cases = page.all({ ...bound, after });
    const numbers = JSON.stringify(cases);
    const statesOf = Map.groupBy(states.all(numbers), ({ caseNumber }) => caseNumber);
    const clocksOf = Map.groupBy(clocks.all(numbers), ({ caseNumber }) => caseNumber);
    for (const [caseNumber, own] of statesOf)
      yield {
        states: own.map((state) => ({
          ...state,
          awaiting: state.awaiting === 1,
          labels: labelsOfText(state.labels ?? ''),
        })),
        late: lateSpans((clocksOf.get(caseNumber) ?? []).map(clockOf), moment.asOf),
      };
    const last = cases.at(-1);
    if (last === undefined || cases.length < casesPerPage) return;
    after = last;
    await turnOfTheLoop();
  }
}

const clockOf = ({ dueAt, ...clock }: ClockRow): Clock => ({ ...clock, due: { at: dueAt } });

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
