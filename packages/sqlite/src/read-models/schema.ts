/** Raise it when the tables or the meaning of a column change: the file is then built anew from the log. */
export const readModelVersion = 3;

/** `PHNR`: marks a file as read models of ours. */
export const readModelApplicationId = 0x50484e52;

const clockColumns = (prefix: string): string => `
  ${prefix}_started_at TEXT NOT NULL,
  ${prefix}_original_due_day TEXT,
  ${prefix}_original_due_at TEXT,
  ${prefix}_due_day TEXT,
  ${prefix}_due_at TEXT,
  ${prefix}_calendar TEXT,
  ${prefix}_extended_by INTEGER NOT NULL,
  ${prefix}_given_back INTEGER NOT NULL,
  ${prefix}_paused_at TEXT,
  ${prefix}_unanswered_at TEXT,
  ${prefix}_unanswered_given_back INTEGER,
  ${prefix}_unanswered_original_due_day TEXT,
  ${prefix}_unanswered_original_due_at TEXT,
  ${prefix}_unanswered_due_day TEXT,
  ${prefix}_unanswered_due_at TEXT,
  ${prefix}_stopped_at TEXT,
  ${prefix}_late_since TEXT,
  ${prefix}_decided_day TEXT,
  ${prefix}_term TEXT`;

/** Tables for people and tools. Instants are ISO 8601 in UTC; `…_day` is a day in the zone of the working calendar. */
export const tables = `
CREATE TABLE projections (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  failed_position INTEGER,
  failed_message TEXT
) STRICT;
CREATE TABLE log (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
CREATE TABLE followers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
CREATE TABLE cases (
  report_id TEXT PRIMARY KEY,
  tracking_code TEXT NOT NULL,
  phase TEXT NOT NULL,
  round INTEGER NOT NULL,
  submitted_at TEXT NOT NULL,
  submitted_day TEXT NOT NULL,
  reporter_id TEXT,
  channel TEXT NOT NULL,
  category TEXT,
  priority TEXT NOT NULL,
  procedure TEXT NOT NULL,
  area_code TEXT,
  lat REAL NOT NULL,
  lng REAL NOT NULL,
  text TEXT,
  agency_id TEXT,
  awaiting INTEGER NOT NULL,
  returns INTEGER NOT NULL,
  extension_pending INTEGER NOT NULL,
  verified_at TEXT,
  assigned_at TEXT,
  resolved_at TEXT,
  published_at TEXT,
  ended_at TEXT,
  grade TEXT,
  disputes INTEGER NOT NULL,
  legacy_system TEXT,
  legacy_case_id TEXT,
  legacy_status TEXT,
  ${clockColumns('first')},
  ${clockColumns('overall')},
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_by_submission ON cases (submitted_at, report_id);
CREATE INDEX cases_by_agency ON cases (agency_id, submitted_at);
CREATE INDEX cases_by_due ON cases (overall_due_at, report_id);
CREATE INDEX cases_by_tracking_code ON cases (tracking_code);
CREATE INDEX cases_by_reporter ON cases (reporter_id, submitted_at) WHERE reporter_id IS NOT NULL;
-- the earliest timer of each stream that has one
CREATE TABLE timers (
  stream TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  key TEXT NOT NULL,
  at TEXT NOT NULL,
  command TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_moment ON timers (at, stream);
CREATE TABLE timer_rules (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), fingerprint TEXT NOT NULL) STRICT;
CREATE TABLE agencies (
  agency_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  calendar TEXT,
  -- JSON: the calendars that it changed to, with the days from which they apply
  calendars TEXT NOT NULL,
  phase TEXT NOT NULL
) STRICT;
`;

/** Every table that is computed from the log. */
export const derivedTables = [
  'projections',
  'log',
  'followers',
  'cases',
  'timers',
  'timer_rules',
  'agencies',
] as const;
