import {
  agenciesTable,
  agencyCalendarsTable,
  agencyEventsTable,
  calendarDaysTable,
  caseClocksTable,
  caseEventsTable,
  caseFactsTable,
  caseRoundsTable,
  caseSums,
  caseValues,
  categoriesTable,
  clockEventsTable,
  formerClockEventsTable,
  formerEventsTable,
  gamingSignalsTable,
  penaltiesTable,
  skippedEventsTable,
  type TableDefinition,
} from '@phananh/core/read-models';
import { createTable } from '../building/schema.ts';
import { wordsTable } from '../declared/full-text.ts';
import { sumsTables } from '../declared/monthly-sums.ts';
import { valuesTable } from '../declared/subject-values.ts';
import { telephonesTable } from './case-telephones.ts';
import { caseWords } from './search-tables.ts';

/** What a case is in tables: itself, and what there are several of. */
const tablesOfCases = [
  caseFactsTable,
  caseRoundsTable,
  caseClocksTable,
  caseEventsTable,
  clockEventsTable,
  formerEventsTable,
  formerClockEventsTable,
  penaltiesTable,
  gamingSignalsTable,
] as const;

/** Tables for people and tools, in the order of the data dictionary. */
export const documentedTables = [
  ...tablesOfCases,
  agenciesTable,
  agencyCalendarsTable,
  agencyEventsTable,
  categoriesTable,
  calendarDaysTable,
  skippedEventsTable,
] as const satisfies readonly TableDefinition[];

/** The due moment as a list is sorted by it: cases without one come last when the soonest is asked for first, and backwards too. */
export const dueFirst = "coalesce(due_at, '9999-12-31T23:59:59.999Z')";
export const dueLast = "coalesce(due_at, '')";

/** Made when a file has been built: to keep them while every case is new costs twice as much. */
export const reportIndexes = `
CREATE INDEX IF NOT EXISTS case_facts_by_submission ON case_facts (submitted_at, case_number);
CREATE INDEX IF NOT EXISTS case_facts_by_agency ON case_facts (agency_id, submitted_at);
CREATE INDEX IF NOT EXISTS case_facts_by_category ON case_facts (category, submitted_at);
CREATE INDEX IF NOT EXISTS case_facts_by_phase ON case_facts (phase, submitted_at);
CREATE INDEX IF NOT EXISTS case_facts_by_verdict ON case_facts (verdict, submitted_at);
CREATE INDEX IF NOT EXISTS case_facts_by_area ON case_facts (area_code, submitted_at);
CREATE INDEX IF NOT EXISTS case_facts_by_channel ON case_facts (channel, submitted_at);
CREATE INDEX IF NOT EXISTS case_facts_rare_procedures ON case_facts (procedure, submitted_at) WHERE procedure <> 'ordinary';
CREATE INDEX IF NOT EXISTS case_facts_urgent ON case_facts (submitted_at, case_number) WHERE priority <> 'normal';
CREATE INDEX IF NOT EXISTS case_facts_urgent_by_phase ON case_facts (phase, submitted_at, case_number) WHERE priority <> 'normal';
CREATE INDEX IF NOT EXISTS case_facts_awaiting ON case_facts (submitted_at, case_number) WHERE awaiting = 1;
CREATE INDEX IF NOT EXISTS case_facts_published ON case_facts (published_at, case_number) WHERE for_everybody = 1;
CREATE INDEX IF NOT EXISTS case_facts_published_by_category ON case_facts (category, published_at, case_number) WHERE for_everybody = 1;
CREATE INDEX IF NOT EXISTS case_facts_published_by_area ON case_facts (area_code, published_at, case_number) WHERE for_everybody = 1;
CREATE INDEX IF NOT EXISTS case_facts_by_decision ON case_facts (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS case_facts_by_due ON case_facts (${dueFirst}, case_number);
CREATE INDEX IF NOT EXISTS case_facts_by_due_last ON case_facts (${dueLast}, case_number);
CREATE INDEX IF NOT EXISTS case_facts_running ON case_facts (submitted_at, case_number) WHERE decided_at IS NULL;
CREATE INDEX IF NOT EXISTS case_facts_running_by_due ON case_facts (${dueFirst}, case_number) WHERE decided_at IS NULL;
CREATE INDEX IF NOT EXISTS case_facts_stale ON case_facts (verdict_changes_at) WHERE verdict_changes_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS case_states_by_reporter ON case_states (reporter_id, case_number) WHERE reporter_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS case_states_by_tracking_code ON case_states (tracking_code);
CREATE INDEX IF NOT EXISTS case_telephones_by_number ON case_telephones (telephone);
CREATE INDEX IF NOT EXISTS case_labels_by_case ON case_labels (case_number, label);
CREATE INDEX IF NOT EXISTS case_rounds_by_dispute ON case_rounds (disputed_at, case_number) WHERE disputed_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS case_officers_by_case ON case_officers (case_number, officer);
CREATE INDEX IF NOT EXISTS case_clocks_running ON case_clocks (clock, paused_at, due_at) WHERE stopped_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX IF NOT EXISTS case_events_by_case ON case_events (case_number, revision);
CREATE INDEX IF NOT EXISTS gaming_signals_by_moment ON gaming_signals (at, case_number);
CREATE INDEX IF NOT EXISTS penalties_by_imposition ON penalties (imposed_at);
`;

/** What reports need beside them: no part of the documented tables. */
const ownTables = `
-- each case as text, to fold its next event onto, with what lists of others must not show
CREATE TABLE case_states (
  case_number INTEGER PRIMARY KEY,
  report_id TEXT NOT NULL UNIQUE,
  tracking_code TEXT NOT NULL,
  reporter_id TEXT,
  as_of TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
-- words of the texts without diacritics, by case number
${wordsTable(caseWords)}
-- places, by case number
CREATE VIRTUAL TABLE case_places USING rtree(case_number, min_lat, max_lat, min_lng, max_lng);
-- telephone numbers of those who reported, as digests
${telephonesTable}
-- sums of cases by one dimension and month, as each case counts at the as_of of its state
${sumsTables(caseSums)}${caseValues.map(valuesTable).join('')}`;

const createAll = (tables: readonly TableDefinition[]): string => tables.map(createTable).join('\n');

/** Every table of cases, with what lists and figures of them are answered from. */
export const caseTables = `${ownTables}${createAll([...tablesOfCases, calendarDaysTable])}`;
