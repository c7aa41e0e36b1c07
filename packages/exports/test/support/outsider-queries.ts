import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { readModels } from '@phananh/sqlite';
import type BetterSqlite from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { type ExportWhat, exportOf } from '../../src/index.ts';

/** Queries by which an outsider recomputes figures from exported files, in plain SQL and importing nothing of ours. */

type Models = ReturnType<typeof readModels>;

/** A file as an outsider has it: every cell a text, in a database of their own. */
export const loaded = async (
  database: BetterSqlite.Database,
  models: Models,
  what: ExportWhat,
): Promise<void> => {
  const { chunks } = exportOf(models, { what, format: 'csv', exportedAt: '2026-11-24T05:00:00.000Z' });
  const text = Buffer.concat((await Array.fromAsync(chunks)).map((chunk) => Buffer.from(chunk))).toString();
  const [header = [], ...rows]: string[][] = parse(text);
  const table = what.replaceAll('-', '_');
  database.exec(`CREATE TABLE ${table} (${header.map((name) => `"${name}"`).join(', ')})`);
  const put = database.prepare(
    `INSERT INTO ${table} VALUES (${header.map(() => "nullif(?, '')").join(', ')})`,
  );
  for (const row of rows) put.run(row);
};

/**
 * What was known at a moment, before some corrections: of a case that was corrected later the rows as they stood until the first such
 * correction, of all others those of today. Gives a query as of that.
 */
export const knownAt = (database: BetterSqlite.Database, known: string): ((query: string) => string) => {
  for (const table of ['events', 'clock_events']) {
    const columns = database
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .pluck()
      .all()
      .join(', ');
    database.exec(`DROP TABLE IF EXISTS known_${table}; CREATE TABLE known_${table} AS
      WITH later AS (SELECT report_id, min(CAST(corrected_by AS INTEGER)) AS first FROM former_events
        WHERE corrected_at > '${known}' GROUP BY report_id)
      SELECT ${columns} FROM ${table} WHERE report_id NOT IN (SELECT report_id FROM later)
      UNION ALL SELECT ${columns} FROM former_${table} JOIN later USING (report_id) WHERE CAST(corrected_by AS INTEGER) = first`);
  }
  return (query) => query.replaceAll(/\bFROM (events|clock_events)\b/g, 'FROM known_$1');
};

/**
 * The overall clocks of cases at a moment (`@now`), as it was known at one (`@known`): of each round as its last event by then left
 * it, judged by both readings. What is corrected stands corrected in the rows before: the row of a correction says what was known then.
 */
const clocks = `
  e AS (SELECT *, CAST(revision AS INTEGER) AS n, CAST(round AS INTEGER) AS r, CAST(clock_round AS INTEGER) AS cr FROM events
    WHERE occurred_at <= @now AND recorded_at <= @known AND type <> 'corrected'),
  last AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY n DESC) AS k FROM e) WHERE k = 1),
  first AS (SELECT report_id, occurred_at AS submitted_at FROM e WHERE n = 0),
  clock AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id, cr ORDER BY n DESC) AS k FROM e WHERE cr IS NOT NULL) WHERE k = 1),
  standing AS (SELECT report_id, cr, stopped_at, late_since,
      paused_at IS NOT NULL AND (waits_until IS NULL OR @now < waits_until) AS paused,
      CASE WHEN paused_at IS NOT NULL AND @now >= waits_until THEN unanswered_due_at ELSE due_at END AS due,
      CASE WHEN paused_at IS NOT NULL AND @now >= waits_until THEN unanswered_original_due_at ELSE original_due_at END AS original
    FROM clock WHERE cancelled_at IS NULL),
  judged AS (SELECT *,
      CASE WHEN due IS NULL THEN 'no-term'
        WHEN stopped_at IS NOT NULL THEN iif(late_since IS NOT NULL OR stopped_at >= due, 'late', 'on-time')
        WHEN late_since IS NOT NULL THEN 'overdue' WHEN paused THEN 'paused'
        WHEN @now >= due THEN 'overdue' ELSE 'open' END AS in_force,
      CASE WHEN original IS NULL THEN 'no-term'
        WHEN stopped_at IS NOT NULL THEN iif(stopped_at >= original, 'late', 'on-time')
        WHEN paused THEN 'paused' WHEN @now >= original THEN 'overdue' ELSE 'open' END AS against_original
    FROM standing),
  rounds AS (SELECT report_id, iif(@round = 'first', min(cr), max(cr)) AS cr FROM judged GROUP BY report_id),
  member AS (SELECT j.*, l.agency_id, l.category, l.r AS round_now, f.submitted_at,
      iif(j.in_force = 'on-time' AND j.against_original = 'late', 'on-time-extended', j.in_force) AS verdict
    FROM judged j JOIN rounds USING (report_id, cr) JOIN last l USING (report_id) JOIN first f USING (report_id))`;

const ofEach = (values: readonly string[], column: string) =>
  values.map((value) => `sum(${column} = '${value}') AS "${column}:${value}"`).join(', ');
export const verdicts = [
  'on-time',
  'on-time-extended',
  'late',
  'open',
  'overdue',
  'paused',
  'no-term',
] as const;
export const readings = ['on-time', 'late', 'open', 'overdue', 'paused', 'no-term'] as const;

const had = (types: string) =>
  `EXISTS (SELECT 1 FROM e WHERE e.report_id = member.report_id AND e.type IN (${types}))`;
/** A dispute that is decided, unless the citizen disputed the same round once more. */
const decided = `EXISTS (SELECT 1 FROM (
    SELECT type, row_number() OVER (PARTITION BY r - (type = 'dispute-upheld') ORDER BY n DESC) AS k FROM e
    WHERE e.report_id = member.report_id AND type IN ('disputed', 'dispute-upheld', 'dispute-dismissed')
  ) WHERE k = 1 AND type <> 'disputed')`;

export const slaSql = `WITH ${clocks}
  SELECT agency_id AS agency, count(*) AS cases, ${ofEach(verdicts, 'verdict')}, ${ofEach(readings, 'against_original')},
    sum(stopped_at IS NOT NULL) AS stopped,
    sum(${had("'published'")}) AS published, sum(${had("'disputed'")}) AS disputed,
    sum(${had("'dispute-upheld'")}) AS upheld, sum(${decided}) AS decided, sum(round_now > 1) AS reopened,
    sum(${had("'assigned'")}) AS assigned, sum(${had("'returned'")}) AS returned, sum(${had("'extension-granted'")}) AS extended
  FROM member WHERE @cohort = 'submitted' OR stopped_at IS NOT NULL GROUP BY agency_id ORDER BY agency_id`;

/** Labels as groups: a case is in that of each of its labels. */
export const labelSql = `WITH ${clocks}
  SELECT label.value AS label, count(*) AS cases, ${ofEach(verdicts, 'verdict')}
  FROM member JOIN last USING (report_id), json_each(coalesce(last.labels, '[null]')) AS label
  WHERE @cohort = 'submitted' OR member.stopped_at IS NOT NULL GROUP BY label.value ORDER BY label.value`;

/** The other clocks: which of several stands for its name, and its verdict, are the outsider's own. */
const otherClocks = (clocks: string) => `WITH
  c AS (SELECT *, paused_at IS NOT NULL AND (waits_until IS NULL OR @now < waits_until) AS paused,
      CASE WHEN paused_at IS NOT NULL AND @now >= waits_until THEN unanswered_due_at ELSE due_at END AS due,
      CASE WHEN paused_at IS NOT NULL AND @now >= waits_until THEN unanswered_original_due_at ELSE original_due_at END AS original
    FROM ${clocks} WHERE clock = @clock AND cancelled_at IS NULL AND (@round = 'final' OR round = '1')),
  one AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY CAST(start AS INTEGER) DESC) AS k FROM c) WHERE k = 1),
  last AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY CAST(revision AS INTEGER) DESC) AS k FROM events
    WHERE occurred_at <= @now AND recorded_at <= @known AND type <> 'corrected') WHERE k = 1),
  read AS (SELECT last.agency_id, stopped_at_,
      CASE WHEN due IS NULL THEN 'no-term'
        WHEN stopped_at_ IS NOT NULL THEN iif(late IS NOT NULL OR stopped_at_ >= due, 'late', 'on-time')
        WHEN late IS NOT NULL THEN 'overdue' WHEN paused THEN 'paused'
        WHEN @now >= due THEN 'overdue' ELSE 'open' END AS in_force,
      CASE WHEN original IS NULL THEN 'no-term'
        WHEN stopped_at_ IS NOT NULL THEN iif(stopped_at_ >= original, 'late', 'on-time')
        WHEN paused THEN 'paused' WHEN @now >= original THEN 'overdue' ELSE 'open' END AS original_reading
    FROM (SELECT report_id, stopped_at AS stopped_at_, late_since AS late, paused, due, original FROM one) JOIN last USING (report_id)),
  judged AS (SELECT *, iif(in_force = 'on-time' AND original_reading = 'late', 'on-time-extended', in_force) AS verdict FROM read)
  SELECT agency_id AS agency, count(*) AS cases, ${ofEach(verdicts, 'verdict')}, ${ofEach(readings, 'original_reading').replaceAll('original_reading:', 'against_original:')}
  FROM judged WHERE @cohort = 'submitted' OR stopped_at_ IS NOT NULL GROUP BY agency_id ORDER BY agency_id`;
/** From the file that has one row for each. */
export const clockSql = otherClocks('clocks');
/** From the file of their changes, at any moment: each as its last event by then left it. */
export const pastClockSql = otherClocks(`(SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY report_id, start ORDER BY CAST(revision AS INTEGER) DESC) AS latest FROM clock_events
      WHERE occurred_at <= @now AND recorded_at <= @known AND type <> 'corrected') WHERE latest = 1)`);

/** Who had a case after each event, as long as its overall clock ran, and the days until the next event; those of a week and the holidays are counted by a table of the days. */
const daysSql = `
  timeline AS (SELECT e.*, lead(e.occurred_at) OVER (PARTITION BY e.report_id ORDER BY e.n) AS until,
      lead(e.type) OVER (PARTITION BY e.report_id ORDER BY e.n) AS next_type,
      (SELECT max(k.n) FROM e k WHERE k.report_id = e.report_id AND k.n <= e.n AND k.cr IS NOT NULL) AS clock_n FROM e),
  held AS (SELECT t.report_id, t.n, t.occurred_at AS since, t.until,
      CASE WHEN k.stopped_at IS NULL AND k.cancelled_at IS NULL THEN
        CASE WHEN t.awaiting = '1' THEN 'citizen' WHEN t.phase = 'assigned' THEN 'agency' ELSE 'centre' END END AS holder
    FROM timeline t JOIN e k ON k.report_id = t.report_id AND k.n = t.clock_n),
  -- A clock that goes on as if nobody had stopped it: it was with the centre meanwhile.
  owned AS (SELECT h.*, coalesce(holder, (SELECT 'centre' FROM e u WHERE u.report_id = h.report_id AND u.type = 'unmerged' AND u.n > h.n
      AND NOT EXISTS (SELECT 1 FROM held r WHERE r.report_id = h.report_id AND r.n > h.n AND r.n < u.n AND r.holder IS NOT NULL))) AS who FROM held h),
  spent AS (SELECT report_id, who,
      sum(julianday(date(until, '+7 hours')) - julianday(date(since, '+7 hours'))) AS calendar_days,
      sum((SELECT count(*) FROM working_days w WHERE w.day > date(since, '+7 hours') AND w.day <= date(until, '+7 hours'))) AS working_days
    FROM owned WHERE who IS NOT NULL AND until IS NOT NULL GROUP BY report_id, who),
  decided AS (SELECT report_id, agency_id FROM member WHERE stopped_at IS NOT NULL),
  holders(who) AS (VALUES ('centre'), ('agency'), ('citizen')),
  parts AS (SELECT d.report_id, d.agency_id, h.who, coalesce(s.calendar_days, 0) AS calendar_days, coalesce(s.working_days, 0) AS working_days
    FROM decided d CROSS JOIN holders h LEFT JOIN spent s ON s.report_id = d.report_id AND s.who = h.who)`;

/** What the dictionary says of a case in its own file: who has it or had it when it ended, and whose days its decision took. */
export const casesSql = `WITH ${clocks}, ${daysSql}
  SELECT l.report_id, (SELECT iif(a.type = 'returned', NULL, a.agency_id) FROM e a WHERE a.report_id = l.report_id
      AND a.type IN ('assigned', 'returned') ORDER BY a.n DESC LIMIT 1) AS agency_id,
    sum(p.working_days) AS total_working_days, sum(p.calendar_days) AS total_calendar_days,
    sum(iif(who = 'centre', p.working_days, 0)) + iif(p.report_id IS NULL, NULL, 0) AS centre_working_days,
    sum(iif(who = 'agency', p.working_days, 0)) + iif(p.report_id IS NULL, NULL, 0) AS agency_working_days,
    sum(iif(who = 'citizen', p.working_days, 0)) + iif(p.report_id IS NULL, NULL, 0) AS citizen_working_days
  FROM last l LEFT JOIN parts p USING (report_id) GROUP BY l.report_id ORDER BY l.report_id`;

export const durationsSql = `WITH ${clocks}, ${daysSql},
  times AS (SELECT * FROM parts UNION ALL
    SELECT report_id, agency_id, 'total', sum(calendar_days), sum(working_days) FROM parts GROUP BY report_id, agency_id),
  ranked AS (SELECT *, count(*) OVER (PARTITION BY agency_id, who) AS cases,
      row_number() OVER (PARTITION BY agency_id, who ORDER BY calendar_days) AS by_calendar,
      row_number() OVER (PARTITION BY agency_id, who ORDER BY working_days) AS by_working FROM times)
  SELECT agency_id AS agency, who, cases,
    max(iif(by_working = (cases + 1) / 2, working_days, NULL)) AS working_median,
    max(iif(by_working = (cases * 9 + 9) / 10, working_days, NULL)) AS working_p90,
    max(iif(by_calendar = (cases + 1) / 2, calendar_days, NULL)) AS calendar_median,
    max(iif(by_calendar = (cases * 9 + 9) / 10, calendar_days, NULL)) AS calendar_p90
  FROM ranked GROUP BY agency_id, who ORDER BY agency_id, who`;

/** The working days of Viet Nam, from the published days and nothing else. */
export const loadDays = (database: BetterSqlite.Database): void => {
  const { daysOff, makeUpWorkingDays } = JSON.parse(readFileSync(officialDays, 'utf8'));
  const named = (days: readonly { readonly date: string }[]) => JSON.stringify(days.map(({ date }) => date));
  database
    .prepare(
      `CREATE TABLE working_days AS WITH RECURSIVE days(day) AS (
         SELECT '2025-01-01' UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < '2027-12-31')
       SELECT day FROM days WHERE day IN (SELECT value FROM json_each(${quoted(named(makeUpWorkingDays))}))
         OR (strftime('%w', day) NOT IN ('0', '6') AND day NOT IN (SELECT value FROM json_each(${quoted(named(daysOff))})))`,
    )
    .run();
};
const quoted = (text: string): string => `'${text}'`;
const officialDays = fileURLToPath(
  new URL('../../../core/src/calendar/data/vn-official-days.json', import.meta.url),
);

export const satisfactionSql = `WITH ${clocks},
  shown AS (SELECT report_id, r FROM e WHERE type = 'published' GROUP BY report_id, r),
  judged_round AS (SELECT s.report_id, s.r,
      (SELECT agency_id FROM e a WHERE a.report_id = s.report_id AND a.r = s.r AND a.type = 'assigned' ORDER BY n DESC LIMIT 1) AS agency,
      (SELECT grade FROM e g WHERE g.report_id = s.report_id AND g.r = s.r AND g.type = 'rated' ORDER BY n DESC LIMIT 1) AS given,
      (SELECT w.window_ends_at FROM e w WHERE w.report_id = s.report_id AND w.r = s.r AND w.window_ends_at IS NOT NULL ORDER BY n DESC LIMIT 1) AS ends,
      l.r > s.r AS over
    FROM shown s JOIN last l USING (report_id))
  SELECT agency, count(*) AS published, sum(given = 'satisfied') AS satisfied, sum(given = 'acceptable') AS acceptable,
    sum(given = 'unsatisfied') AS unsatisfied, sum(given IS NULL AND NOT over AND ends > @now) AS pending
  FROM judged_round GROUP BY agency ORDER BY agency`;

export const penaltiesSql = `SELECT agency_id AS agency,
    sum(iif(type = 'penalty-imposed', CAST(amount AS INTEGER), 0)) AS imposed,
    sum(iif(type = 'penalty-revoked', CAST(amount AS INTEGER), 0)) AS revoked
  FROM (SELECT type, amount, coalesce((SELECT i.agency_id FROM events i WHERE i.report_id = p.report_id AND i.type = 'penalty-imposed'
      AND i.revision = p.penalty_revision AND p.type = 'penalty-revoked'), agency_id) AS agency_id
    FROM events p WHERE type IN ('penalty-imposed', 'penalty-revoked')) GROUP BY agency_id ORDER BY agency_id`;

const backlogStates = `WITH RECURSIVE ${clocks},
  days(day) AS (SELECT @from UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < @to),
  ends AS (SELECT day, min(strftime('%Y-%m-%dT17:00:00.000Z', day), @afterwards) AS ends_at FROM days),
  state AS (SELECT day, ends_at, report_id, phase, awaiting FROM (
      SELECT day, ends_at, report_id, phase, awaiting, row_number() OVER (PARTITION BY day, report_id ORDER BY n DESC) AS k
      FROM ends JOIN e ON e.occurred_at < ends_at) WHERE k = 1),
  spans AS (SELECT report_id, coalesce(late_since, due_at) AS since, stopped_at AS until FROM clock
    WHERE due_at IS NOT NULL AND coalesce(late_since, due_at) < coalesce(stopped_at, @now)),
  open AS (SELECT * FROM state WHERE phase IN ('submitted', 'verified', 'assigned', 'resolved', 'disputed'))`;

export const backlogSql = `${backlogStates}
  SELECT days.day, count(report_id) AS open, coalesce(sum(awaiting = '1'), 0) AS paused,
    (SELECT count(*) FROM open o JOIN spans s USING (report_id)
      WHERE o.day = days.day AND s.since < o.ends_at AND (s.until IS NULL OR o.ends_at <= s.until)) AS overdue
  FROM days LEFT JOIN open USING (day) GROUP BY days.day ORDER BY days.day`;

/** The same of each phase, where anything was in it. */
export const backlogPhasesSql = `${backlogStates}
  SELECT day, phase, count(*) AS open, sum(awaiting = '1') AS paused,
    (SELECT count(*) FROM open o JOIN spans s USING (report_id)
      WHERE o.day = open.day AND o.phase = open.phase AND s.since < o.ends_at AND (s.until IS NULL OR o.ends_at <= s.until)) AS overdue
  FROM open GROUP BY day, phase ORDER BY day, phase`;

/** The cases behind the number of a verdict. */
export const slaCasesSql = `WITH ${clocks}
  SELECT report_id FROM member WHERE verdict = @verdict AND (@cohort = 'submitted' OR stopped_at IS NOT NULL) ORDER BY report_id`;

/** Agencies in the order of their ratio, with the Wilson score interval at 95 % (E. B. Wilson, JASA 22, 1927). */
export const rankingSql = `WITH figures AS (${slaSql.replace('ORDER BY agency_id', '')}), onTime AS (
    SELECT agency, CAST("verdict:on-time" + "verdict:on-time-extended" AS REAL) AS k,
      CAST("verdict:on-time" + "verdict:on-time-extended" + "verdict:late" + "verdict:overdue" AS REAL) AS n, 1.959963984540054 AS z
    FROM figures WHERE agency IS NOT NULL),
  wilson AS (SELECT *, k / n AS p, 1 + z * z / n AS scale, k / n + z * z / (2 * n) AS middle,
      z * sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n)) AS spread FROM onTime WHERE n > 0)
  SELECT agency, CAST(k AS INTEGER) AS numerator, CAST(n AS INTEGER) AS denominator,
    iif(k = 0, 0.0, (middle - spread) / scale) AS low, iif(k = n, 1.0, (middle + spread) / scale) AS high,
    (SELECT name FROM agency_events a WHERE a.agency_id = agency AND name IS NOT NULL ORDER BY CAST(position AS INTEGER) DESC LIMIT 1) AS name,
    (SELECT kind FROM agency_events a WHERE a.agency_id = agency AND kind IS NOT NULL) AS kind
  FROM wilson ORDER BY p DESC, n DESC, agency`;

/**
 * What each event found: every clock as the last event before it had left it, where it stood then (a paused one where it was paused, as
 * long as the citizen is waited for), whether it was late, and whether no working day of its term was left.
 */
const foundClocks = `
  e AS (SELECT *, CAST(revision AS INTEGER) AS n FROM events WHERE type <> 'corrected'),
  c AS (SELECT *, CAST(revision AS INTEGER) AS n FROM clock_events WHERE type <> 'corrected'),
  before AS (SELECT e.type AS event, e.n AS at_n, e.round AS at_round, e.occurred_at AS at, c.*,
      c.paused_at IS NOT NULL AND e.occurred_at >= c.waits_until AS unanswered
    FROM e JOIN c USING (report_id)
    WHERE c.n = (SELECT max(b.n) FROM c b WHERE b.report_id = e.report_id AND b.start = c.start AND b.n < e.n)),
  stood AS (SELECT *, iif(unanswered, unanswered_due_day, due_day) AS last_day, iif(unanswered, unanswered_due_at, due_at) AS due,
      iif(unanswered OR paused_at IS NULL, at, paused_at) AS stands
    FROM before WHERE stopped_at IS NULL AND cancelled_at IS NULL),
  found AS (SELECT *, due IS NOT NULL AND (late_since IS NOT NULL OR stands >= due OR NOT EXISTS (
      SELECT 1 FROM working_days w WHERE w.day > date(stands, '+7 hours') AND w.day <= last_day)) AS is_last FROM stood)`;

/** The clock that an event ended, that of the whole before that of the agency, as it left it. */
const endedClocks = `
  ended AS (SELECT * FROM (SELECT c.*, b.at, row_number() OVER (PARTITION BY c.report_id, c.n ORDER BY CAST(c.start AS INTEGER)) AS k
      FROM found b JOIN c ON c.report_id = b.report_id AND c.start = b.start AND c.n = b.at_n
      WHERE b.clock IN ('resolution', 'overall') AND c.stopped_at IS NOT NULL
        AND b.event IN ('resolved', 'published', 'rejected', 'merged')) WHERE k = 1),
  -- What an import knows the day of ends with its last second: no minute is known.
  ends AS (SELECT *, min(due_at, iif(due_day IN (SELECT day FROM working_days), due_day || 'T10:30:00.000Z', due_at)) AS work_ends
    FROM ended WHERE late_since IS NULL AND coalesce(paused_at, at) < due_at AND NOT (
      report_id IN (SELECT report_id FROM e WHERE channel = 'import') AND (
        strftime('%H:%M:%f', at, '+7 hours') = '23:59:59.000' OR strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0.999 seconds') = due_at)))`;

/** Both readings of a clock that a correction changed, as it found and left it, at the moment of the correction. */
const correctedClocks = `
  pair AS (SELECT *, recorded_at AS at, paused_at IS NOT NULL AND recorded_at >= waits_until AS unanswered
    FROM clock_events WHERE type = 'corrected' AND cancelled_at IS NULL),
  reading AS (SELECT *, iif(unanswered OR paused_at IS NULL, coalesce(stopped_at, at), coalesce(stopped_at, paused_at)) AS stands,
      iif(unanswered AND stopped_at IS NULL, unanswered_due_at, due_at) AS due,
      iif(unanswered AND stopped_at IS NULL, unanswered_original_due_at, original_due_at) AS original FROM pair),
  lateness AS (SELECT report_id, revision, at, start, found, due IS NOT NULL AND (late_since IS NOT NULL OR stands >= due) AS is_late,
      coalesce(stands >= original, 0) AS is_late_originally FROM reading)`;

/** What may have been done to a clock rather than to the problem: work ends at 17:30, and a term has one last working day. */
export const signalsSql = `WITH ${foundClocks}, ${endedClocks}, ${correctedClocks}
  SELECT 'closed-and-reopened' AS signal, report_id, n AS revision, occurred_at AS at FROM e WHERE type IN ('sent-back', 'dispute-upheld')
  UNION SELECT 'closed-minutes-before-due', report_id, n, at FROM ends WHERE at >= strftime('%Y-%m-%dT%H:%M:%fZ', work_ends, '-30 minutes')
  UNION SELECT 'recategorised-before-expiry', f.report_id, f.at_n, f.at FROM found f
    JOIN c ON c.report_id = f.report_id AND c.start = f.start AND c.n = f.at_n
    WHERE f.event = 'reclassified' AND f.is_last AND c.due_at > f.due
  UNION SELECT 'returned-before-expiry', report_id, at_n, at FROM found
    WHERE event = 'returned' AND clock = 'resolution' AND round = at_round AND is_last
  UNION SELECT 'information-asked-on-last-day', f.report_id, f.at_n, f.at FROM found f
    JOIN c ON c.report_id = f.report_id AND c.start = f.start AND c.n = f.at_n
    WHERE f.event = 'information-requested' AND c.paused_at IS NOT NULL AND f.is_last
  UNION SELECT 'extension-on-last-day', report_id, at_n, at FROM found
    WHERE event = 'extension-requested' AND clock IN ('resolution', 'overall') AND round = at_round AND is_last
  UNION SELECT 'corrected-to-better', report_id, CAST(revision AS INTEGER), at FROM lateness was JOIN lateness now USING (report_id, revision, at, start)
    WHERE was.found = '1' AND now.found = '0' AND (was.is_late > now.is_late OR was.is_late_originally > now.is_late_originally)
  ORDER BY report_id, revision, signal`;
