import { CalendarNotCovered, type WorkingCalendar } from '../../calendar/index.ts';
import { isCorrection, type RecordedEvent, withCorrections } from '../../engine/index.ts';
import { reportWorkflow, type SlaPolicy } from '../../report/index.ts';
import type { StatesOfEvent, SubjectProjection } from '../subject-projection.ts';
import { type CaseFacts, reportIdOf } from './case-facts.ts';
import { type EvaluatedCase, evaluateCase } from './evaluated-case.ts';
import { foldCase } from './fold-case.ts';
import { type GamingSignal, gamingSignalsOf } from './gaming-signals.ts';
import { asShownNow } from './hidden-of-case.ts';
import { isScrubbing } from './scrubbed.ts';
import { caseClocksTable } from './tables/case-clocks-table.ts';
import { type CaseEvent, caseEventsTable } from './tables/case-events-table.ts';
import { caseFactsTable } from './tables/case-facts-table.ts';
import { caseRoundsTable } from './tables/case-rounds-table.ts';
import { clockEventsOf, clockEventsTable } from './tables/clock-events-table.ts';
import { formerClockEventsTable, formerEventsTable } from './tables/former-rows-tables.ts';
import { gamingSignalsTable } from './tables/gaming-signals-table.ts';
import { penaltiesTable } from './tables/penalties-table.ts';

/** Columns of a case that its first event decides for good: their indexes are written once. */
const fixedColumns: ReadonlySet<string> = new Set([
  'report_id',
  'channel',
  'submitted_at',
  'submitted_local',
  'submitted_day',
  'first_recorded_at',
]);

/**
 * Events of reports → `case_facts` and what hangs on it.
 *
 * @param policy undefined: no signals are looked for
 */
export const caseProjection = (
  calendar: WorkingCalendar,
  policy: SlaPolicy | undefined,
): SubjectProjection<CaseFacts, EvaluatedCase> => ({
  name: 'cases',
  version: 10,
  idOf: reportIdOf,
  fold: foldCase,
  judge: (facts, at) => evaluateCase(facts, calendar, at),
  changesAt: ({ changesAt }) => changesAt,
  stateOf: ({ facts }) => facts,
  table: caseFactsTable,
  fixedColumns,
  happened: (put, event, { before, after, now, former }) => {
    const rowOf = (one: RecordedEvent, states: StatesOfEvent<CaseFacts>): CaseEvent => ({
      event: one,
      ...states,
      shown: asShownNow(states.after, now),
      calendar,
    });
    put(caseEventsTable, rowOf(event, { before, after }));
    for (const changed of clockEventsOf(event, before, after)) put(clockEventsTable, changed);
    if (former !== undefined)
      for (const [earlier, states] of former()) {
        put(formerEventsTable, { row: rowOf(earlier, states), correction: event });
        for (const row of clockEventsOf(earlier, states.before, states.after))
          put(formerClockEventsTable, { row, correction: event });
      }
    if (policy === undefined || before === undefined) return;
    const { caseNumber, reportId } = after;
    for (const signal of signalsIn({ before, after }, event, policy))
      put(gamingSignalsTable, { signal, caseNumber, reportId, calendar });
  },
  corrections: {
    asks: (event) => changesRows(event) && reportIdOf(event) !== undefined,
    restates: ({ type }) => type === 'corrected',
    lay: (events) => withCorrections(reportWorkflow, events),
    tables: [
      caseEventsTable,
      clockEventsTable,
      formerEventsTable,
      formerClockEventsTable,
      gamingSignalsTable,
    ],
    key: { column: 'case_number', of: ({ caseNumber }) => caseNumber },
  },
  parts: (put, row, before) => {
    for (const [place, part] of row.facts.rounds.entries())
      if (before?.rounds[place] !== part) put(caseRoundsTable, { row, part, index: place });
    // Whether a clock counts depends on the others.
    for (const [place, part] of row.clocks.entries()) put(caseClocksTable, { row, part, index: place });
    for (const [place, part] of row.facts.penalties.entries())
      if (before?.penalties[place] !== part) put(penaltiesTable, { row, part, index: place });
  },
});

/** Whether an event takes away for good what rows said. */
export const erasesRows = ({ stream, type }: Pick<RecordedEvent, 'stream' | 'type'>): boolean =>
  (stream.startsWith('report-') && (type === 'personal-data-erased' || type === 'redacted')) ||
  isScrubbing({ stream, type });

/** A correction, and what hides a field that rows of events have. */
const changesRows = ({ type, data }: RecordedEvent): boolean =>
  isCorrection(reportWorkflow, type) ||
  (type === 'redacted' && (data.field === 'location' || data.field === 'category'));

/** The signals of an event; none on days that no calendar covers, such as those of a case of another system. */
const signalsIn = (
  { before, after }: { readonly before: CaseFacts; readonly after: CaseFacts },
  event: RecordedEvent,
  policy: SlaPolicy,
): readonly GamingSignal[] => {
  try {
    return gamingSignalsOf(before, event, { policy, after });
  } catch (error) {
    if (error instanceof CalendarNotCovered) return [];
    throw error;
  }
};
