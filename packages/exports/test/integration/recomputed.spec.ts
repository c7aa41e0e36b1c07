import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { huePolicy, type Reports } from '@phananh/core';
import { lifecycleFixture, likelyCommands } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import BetterSqlite from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ExportWhat, exportOf } from '../../src/index.ts';

type Models = ReturnType<typeof readModels>;

/** A file as an outsider has it: every cell a text, in a database of their own. */
const loaded = async (database: BetterSqlite.Database, models: Models, what: ExportWhat): Promise<void> => {
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

/** The overall clocks of cases at a moment: of each round as its last event left it, judged by both readings. */
const clocks = `
  e AS (SELECT *, CAST(revision AS INTEGER) AS n, CAST(round AS INTEGER) AS r, CAST(clock_round AS INTEGER) AS cr FROM events),
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
const verdicts = ['on-time', 'on-time-extended', 'late', 'open', 'overdue', 'paused', 'no-term'];
const readings = ['on-time', 'late', 'open', 'overdue', 'paused', 'no-term'];

const had = (types: string) =>
  `EXISTS (SELECT 1 FROM e WHERE e.report_id = member.report_id AND e.type IN (${types}))`;
/** A dispute that is decided, unless the citizen disputed the same round once more. */
const decided = `EXISTS (SELECT 1 FROM (
    SELECT type, row_number() OVER (PARTITION BY r - (type = 'dispute-upheld') ORDER BY n DESC) AS k FROM e
    WHERE e.report_id = member.report_id AND type IN ('disputed', 'dispute-upheld', 'dispute-dismissed')
  ) WHERE k = 1 AND type <> 'disputed')`;

const slaSql = `WITH ${clocks}
  SELECT agency_id AS agency, count(*) AS cases, ${ofEach(verdicts, 'verdict')}, ${ofEach(readings, 'against_original')},
    sum(stopped_at IS NOT NULL) AS stopped,
    sum(${had("'published'")}) AS published, sum(${had("'disputed'")}) AS disputed,
    sum(${had("'dispute-upheld'")}) AS upheld, sum(${decided}) AS decided, sum(round_now > 1) AS reopened,
    sum(${had("'assigned'")}) AS assigned, sum(${had("'returned'")}) AS returned, sum(${had("'extension-granted'")}) AS extended
  FROM member WHERE @cohort = 'submitted' OR stopped_at IS NOT NULL GROUP BY agency_id ORDER BY agency_id`;

/** Labels as groups: a case is in that of each of its labels. */
const labelSql = `WITH ${clocks}
  SELECT label.value AS label, count(*) AS cases, ${ofEach(verdicts, 'verdict')}
  FROM member JOIN last USING (report_id), json_each(coalesce(last.labels, '[null]')) AS label
  WHERE @cohort = 'submitted' OR member.stopped_at IS NOT NULL GROUP BY label.value ORDER BY label.value`;

/** The other clocks, from the file that has one row for each: which of several stands for its name, and its verdict, are the outsider's own. */
const clockSql = `WITH
  c AS (SELECT *, paused_at IS NOT NULL AND (waits_until IS NULL OR @now < waits_until) AS paused,
      CASE WHEN paused_at IS NOT NULL AND @now >= waits_until THEN unanswered_due_at ELSE due_at END AS due,
      CASE WHEN paused_at IS NOT NULL AND @now >= waits_until THEN unanswered_original_due_at ELSE original_due_at END AS original
    FROM clocks WHERE clock = @clock AND cancelled_at IS NULL AND (@round = 'final' OR round = '1')),
  one AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY CAST(start AS INTEGER) DESC) AS k FROM c) WHERE k = 1),
  last AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY CAST(revision AS INTEGER) DESC) AS k FROM events) WHERE k = 1),
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
    FROM decided d CROSS JOIN holders h LEFT JOIN spent s ON s.report_id = d.report_id AND s.who = h.who),
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
const durationsSql = `WITH ${clocks}, ${daysSql}`;

/** The working days of Viet Nam, from the published days and nothing else. */
const loadDays = (database: BetterSqlite.Database): void => {
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

const satisfactionSql = `WITH ${clocks},
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

const penaltiesSql = `SELECT agency_id AS agency,
    sum(iif(type = 'penalty-imposed', CAST(amount AS INTEGER), 0)) AS imposed,
    sum(iif(type = 'penalty-revoked', CAST(amount AS INTEGER), 0)) AS revoked
  FROM (SELECT type, amount, coalesce((SELECT i.agency_id FROM events i WHERE i.report_id = p.report_id AND i.type = 'penalty-imposed'
      AND i.decision_no = p.decision_no AND p.type = 'penalty-revoked'), agency_id) AS agency_id
    FROM events p WHERE type IN ('penalty-imposed', 'penalty-revoked')) GROUP BY agency_id ORDER BY agency_id`;

const backlogSql = `WITH RECURSIVE ${clocks},
  days(day) AS (SELECT @from UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < @to),
  ends AS (SELECT day, min(strftime('%Y-%m-%dT17:00:00.000Z', day), @afterwards) AS ends_at FROM days),
  state AS (SELECT day, ends_at, report_id, phase, awaiting FROM (
      SELECT day, ends_at, report_id, phase, awaiting, row_number() OVER (PARTITION BY day, report_id ORDER BY n DESC) AS k
      FROM ends JOIN e ON e.occurred_at < ends_at) WHERE k = 1),
  spans AS (SELECT report_id, coalesce(late_since, due_at) AS since, stopped_at AS until FROM clock
    WHERE due_at IS NOT NULL AND coalesce(late_since, due_at) < coalesce(stopped_at, @now)),
  open AS (SELECT * FROM state WHERE phase IN ('submitted', 'verified', 'assigned', 'resolved', 'disputed'))
  SELECT days.day, count(report_id) AS open, coalesce(sum(awaiting = '1'), 0) AS paused,
    (SELECT count(*) FROM open o JOIN spans s USING (report_id)
      WHERE o.day = days.day AND s.since < o.ends_at AND (s.until IS NULL OR o.ends_at <= s.until)) AS overdue
  FROM days LEFT JOIN open USING (day) GROUP BY days.day ORDER BY days.day`;

const step = fc.record({
  report: fc.nat(5),
  command: fc.constantFrom(...likelyCommands),
  hours: fc.integer({ min: 0, max: 40 }),
});

const labelSets: readonly (readonly string[])[] = [
  ['storm', 'school'],
  ['storm'],
  [],
  ['"quoted", with comma'],
];
const otherClocks = ['verification', 'resolution', 'approval', 'dispute'] as const;

const named = (prefix: string, names: readonly string[], counts: object) => {
  const known = new Map(Object.entries(counts));
  return Object.fromEntries(names.map((name) => [`${prefix}:${name}`, known.get(name)]));
};
const verdictCounts = (counts: object) => named('verdict', verdicts, counts);
const originalCounts = (counts: object) => named('against_original', readings, counts);

/** A case of another system, with the due instant that it had there. */
const importedCase = async (reports: Reports, now: string): Promise<string> => {
  const input = {
    text: 'Ổ gà',
    channel: 'import' as const,
    category: 'roads',
    location: { lat: 16.4637, lng: 107.5909 },
    legacy: { system: 'old', caseId: '1', dueAt: daysAfter(now, 3) },
  };
  const { id } = await reports.handler.create('submit', input, {
    actor: { kind: 'system', id: 'import:old' },
  });
  return id;
};

/** What the other system had said wrong. */
const corrected = (now: string) =>
  [
    ['dueAt', daysAfter(now, -9)],
    ['category', 'water'],
  ] as const;

const daysAfter = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * 86_400_000).toISOString();

const numbersOf = (row: object) => JSON.parse(JSON.stringify(row, (_, value) => value ?? 0));
const byAgency = (a: { agency: string | null }, b: { agency: string | null }) =>
  (a.agency ?? '') < (b.agency ?? '') ? -1 : 1;

it('every figure follows from the exported events in plain SQL, whatever happened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 120, maxLength: 200 }), async (steps) => {
      const { reports, clock, submit, give } = await lifecycleFixture();
      const ids: string[] = [];
      for (let n = 0; n < 5; n++) ids.push(await submit());
      ids.push(await importedCase(reports, clock.now()));
      for (const { report, command, hours } of steps) {
        clock.advance(hours * 900_000);
        const labels = labelSets[report] ?? [];
        const input =
          command === 'verify' && labels.length > 0 ? { category: 'lighting', labels } : undefined;
        await give(ids[report] ?? '', command, input).catch(() => {});
      }
      for (const [field, to] of corrected(clock.now()))
        await give(ids[5] ?? '', 'correct', { revision: 0, field, to, reason: 'Sai' }).catch(() => {});
      const models = readModels(':memory:', { policy: huePolicy, clock });
      await models.catchUp(reports.store);
      const database = new BetterSqlite(':memory:');
      await loaded(database, models, 'events');
      await loaded(database, models, 'agency-events');
      await loaded(database, models, 'clocks');
      loadDays(database);
      expect(
        database.prepare("SELECT count(*) FROM events WHERE type = 'corrected'").pluck().get(),
      ).toBeGreaterThan(0);
      const now = clock.now();

      for (const cohort of ['submitted', 'decided'] as const)
        for (const round of ['first', 'final'] as const) {
          const figures = await models.sla({ cohort, round, groupBy: ['agency'], now });
          const ours = figures.map(({ group, cases, counts, countsAgainstOriginal, ratios }) => ({
            agency: group.agency ?? null,
            cases,
            ...verdictCounts(counts),
            ...originalCounts(countsAgainstOriginal),
            stopped: ratios.resolutionRate.numerator,
            published: ratios.disputeRate.denominator,
            disputed: ratios.disputeRate.numerator,
            upheld: ratios.upheldRate.numerator,
            decided: ratios.upheldRate.denominator,
            reopened: ratios.reopenRate.numerator,
            assigned: ratios.returnRate.denominator,
            returned: ratios.returnRate.numerator,
            extended: ratios.extensionRate.numerator,
          }));
          expect(database.prepare(slaSql).all({ cohort, round, now })).toEqual(ours.sort(byAgency));
        }

      for (const cohort of ['submitted', 'decided'] as const) {
        const byLabel = (await models.sla({ cohort, groupBy: ['label'], now })).map(
          ({ group, cases, counts }) => ({
            label: group.label ?? null,
            cases,
            ...verdictCounts(counts),
          }),
        );
        expect(database.prepare(labelSql).all({ cohort, round: 'final', now })).toEqual(
          byLabel.sort((a, b) => ((a.label ?? '') < (b.label ?? '') ? -1 : 1)),
        );
        for (const round of ['first', 'final'] as const)
          for (const clock of otherClocks) {
            const figures = await models.sla({ cohort, round, clock, groupBy: ['agency'], now });
            const ours = figures.map(({ group, cases, counts, countsAgainstOriginal }) => ({
              agency: group.agency ?? null,
              cases,
              ...verdictCounts(counts),
              ...originalCounts(countsAgainstOriginal),
            }));
            expect(database.prepare(clockSql).all({ cohort, round, clock, now })).toEqual(
              ours.sort(byAgency),
            );
          }
      }

      const durations = await models.durations({ cohort: 'submitted', groupBy: ['agency'], now });
      const days = durations
        .map(({ group, durations: of }) => ({ agency: group.agency ?? null, of }))
        .sort(byAgency)
        .flatMap(({ agency, of }) =>
          (['agency', 'centre', 'citizen', 'total'] as const).map((who) => ({
            agency,
            who,
            cases: of[who].calendarDays.cases,
            working_median: of[who].workingDays.median,
            working_p90: of[who].workingDays.p90,
            calendar_median: of[who].calendarDays.median,
            calendar_p90: of[who].calendarDays.p90,
          })),
        );
      expect(database.prepare(durationsSql).all({ now, round: 'final' })).toEqual(days);

      const satisfaction = (await models.satisfaction({ groupBy: ['agency'], now })).map(
        ({ group, published, satisfied, acceptable, unsatisfied, pending }) => ({
          agency: group.agency ?? null,
          published,
          satisfied: satisfied.numerator,
          acceptable: acceptable.numerator,
          unsatisfied: unsatisfied.numerator,
          pending,
        }),
      );
      expect(
        database
          .prepare(satisfactionSql)
          .all({ now, round: 'final' })
          .map((row) => numbersOf(row as object)),
      ).toEqual(satisfaction.sort(byAgency).map(numbersOf));

      const penalties = (await models.penalties({ groupBy: ['agency'], now })).map(
        ({ group, imposed, revoked }) => ({
          agency: group.agency ?? null,
          imposed: imposed.amount,
          revoked: revoked.amount,
        }),
      );
      expect(database.prepare(penaltiesSql).all()).toEqual(penalties.sort(byAgency));

      const [from, to] = ['2026-03-01', now.slice(0, 10)];
      const backlog = await models.backlog({ from, to, now });
      const afterwards = new Date(Date.parse(now) + 1).toISOString();
      expect(database.prepare(backlogSql).all({ from, to, now, afterwards, round: 'final' })).toEqual(
        backlog.map(({ day, open, paused, overdue }) => ({ day, open, paused, overdue })),
      );

      const { agencies } = await models.ranking({ cohort: 'submitted', minimumCases: 1, now });
      const ranked = database
        .prepare<
          [object],
          { agency: string; numerator: number; denominator: number; name: string; kind: string }
        >(
          `WITH figures AS (${slaSql.replace('ORDER BY agency_id', '')}), onTime AS (
             SELECT agency, "verdict:on-time" + "verdict:on-time-extended" AS numerator,
               "verdict:on-time" + "verdict:on-time-extended" + "verdict:late" + "verdict:overdue" AS denominator
             FROM figures WHERE agency IS NOT NULL)
           SELECT agency, numerator, denominator,
             (SELECT name FROM agency_events a WHERE a.agency_id = agency AND name IS NOT NULL ORDER BY CAST(position AS INTEGER) DESC LIMIT 1) AS name,
             (SELECT kind FROM agency_events a WHERE a.agency_id = agency AND kind IS NOT NULL) AS kind
           FROM onTime WHERE denominator > 0
           ORDER BY CAST(numerator AS REAL) / denominator DESC, denominator DESC, agency`,
        )
        .all({ cohort: 'submitted', round: 'final', now });
      expect(ranked).toEqual(
        agencies
          .filter(({ rank }) => rank !== null)
          .map(({ agencyId: agency, ratio: { numerator, denominator }, name, kind }) => ({
            agency,
            numerator,
            denominator,
            name,
            kind,
          })),
      );
      database.close();
      models.close();
    }),
    // To find a smaller counterexample takes minutes.
    { numRuns: 10, endOnFailure: true },
  );
});
