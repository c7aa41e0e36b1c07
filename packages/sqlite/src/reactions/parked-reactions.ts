import type { ParkedReaction, ParkedReactions } from '@phananh/core/engine';
import { systemClock } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/** Reactions of this host that could not be given, in the file that has its process manager's checkpoint. */

/** One that waits: since when, and how often it was tried. */
export interface StandingReaction extends ParkedReaction {
  readonly parkedAt: string;
  readonly attempts: number;
  /** The workflow that was not there when it was last wanted; null: it was tried. */
  readonly missing: string | null;
}

/** One that somebody has left out, with the reason. */
export interface LeftOutReaction extends ParkedReaction {
  readonly reason: string;
  readonly skippedAt: string;
}

/** Which reactions are meant: all, or those of a stream, of an event, or one by its event and place. */
export interface NamedReactions {
  readonly stream?: string;
  readonly eventId?: string;
  readonly index?: number | null;
}

export interface ReactionTable extends ParkedReactions {
  standing(): readonly StandingReaction[];
  leftOut(): readonly LeftOutReaction[];
  /** Those that somebody wants to be tried again. */
  wanted(): readonly StandingReaction[];
  /** Notes what is to be tried again, for the host that follows the log. @returns what is meant */
  want(named: NamedReactions): readonly StandingReaction[];
  /** Has them left out for ever. @returns what was meant */
  leaveOut(named: NamedReactions, reason: string): readonly StandingReaction[];
}

interface Row {
  readonly event_id: string;
  readonly place: number;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly workflow: string | null;
  readonly subject_id: string | null;
  readonly command: string | null;
  readonly message: string;
  readonly may_pass: number;
  readonly parked_at: string;
  readonly attempts: number;
  readonly wanted: number;
  readonly reason: string | null;
  readonly skipped_at: string | null;
  readonly missing: string | null;
}

/** No table of what is computed from the log: it stays when that is computed anew. The place -1: what the event causes is not known. */
const table = `CREATE TABLE IF NOT EXISTS parked_reactions (
  event_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  workflow TEXT,
  subject_id TEXT,
  command TEXT,
  message TEXT NOT NULL,
  may_pass INTEGER NOT NULL,
  parked_at TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  wanted INTEGER NOT NULL,
  reason TEXT,
  skipped_at TEXT,
  missing TEXT,
  PRIMARY KEY (event_id, place)
) STRICT`;

/** Files of before have no column for what is missing. */
const prepareTable = (database: Database): void => {
  database.exec(table);
  const has = database
    .prepare("SELECT 1 FROM pragma_table_info('parked_reactions') WHERE name = 'missing'")
    .get();
  if (has === undefined) database.exec('ALTER TABLE parked_reactions ADD COLUMN missing TEXT');
};

const placeOf = (index: number | null): number => index ?? -1;

const parkedIn = (row: Row): ParkedReaction => ({
  eventId: row.event_id,
  index: row.place < 0 ? null : row.place,
  stream: row.stream,
  revision: row.revision,
  position: row.position,
  type: row.type,
  workflow: row.workflow,
  subjectId: row.subject_id,
  command: row.command,
  message: row.message,
  mayPass: row.may_pass === 1,
});

const standingIn = (row: Row): StandingReaction => ({
  ...parkedIn(row),
  parkedAt: row.parked_at,
  attempts: row.attempts,
  missing: row.missing,
});

/** The reactions of a file; it is made ready for them. */
export const reactionTable = (
  database: Database,
  now: () => string = () => systemClock.now(),
): ReactionTable => {
  prepareTable(database);
  const select = (where: string) =>
    database.prepare<[], Row>(`SELECT * FROM parked_reactions WHERE ${where} ORDER BY position, place`);
  const [standing, leftOut, wanted] = [
    select('reason IS NULL'),
    select('reason IS NOT NULL'),
    select('reason IS NULL AND wanted = 1'),
  ];
  const park = database.prepare<[Omit<Row, 'attempts' | 'wanted' | 'reason' | 'skipped_at' | 'missing'>]>(
    `INSERT INTO parked_reactions (event_id, place, stream, revision, position, type, workflow, subject_id, command, message,
       may_pass, parked_at, attempts, wanted)
     VALUES (@event_id, @place, @stream, @revision, @position, @type, @workflow, @subject_id, @command, @message,
       @may_pass, @parked_at, 1, 0)
     ON CONFLICT (event_id, place) DO UPDATE SET message = excluded.message, may_pass = excluded.may_pass,
       command = excluded.command, workflow = excluded.workflow, subject_id = excluded.subject_id,
       attempts = attempts + 1, wanted = 0, missing = NULL`,
  );
  const lack = database.prepare<[string, string, number]>(
    'UPDATE parked_reactions SET missing = ?, wanted = 0 WHERE event_id = ? AND place = ? AND reason IS NULL',
  );
  const settle = database.prepare<[string, number]>(
    'DELETE FROM parked_reactions WHERE event_id = ? AND place = ? AND reason IS NULL',
  );
  const isLeftOut = database
    .prepare<[string, number], number>(
      'SELECT 1 FROM parked_reactions WHERE event_id = ? AND place IN (-1, ?) AND reason IS NOT NULL',
    )
    .pluck();
  const hasLeftOut = database.prepare<[], number>('SELECT 1 FROM parked_reactions LIMIT 1').pluck();
  const want = database.prepare<[string, number]>(
    'UPDATE parked_reactions SET wanted = 1, missing = NULL WHERE event_id = ? AND place = ?',
  );
  const skip = database.prepare<[string, string, string, number]>(
    'UPDATE parked_reactions SET reason = ?, skipped_at = ?, wanted = 0 WHERE event_id = ? AND place = ?',
  );
  const meant = (named: NamedReactions): readonly StandingReaction[] =>
    standing
      .all()
      .map(standingIn)
      .filter(
        ({ stream, eventId, index }) =>
          (named.stream === undefined || named.stream === stream) &&
          (named.eventId === undefined || named.eventId === eventId) &&
          (named.index === undefined || named.index === index),
      );
  return {
    park: ({ eventId, index, subjectId, mayPass, ...rest }) => {
      park.run({
        ...rest,
        event_id: eventId,
        place: placeOf(index),
        subject_id: subjectId,
        may_pass: mayPass ? 1 : 0,
        parked_at: now(),
      });
    },
    lack: ({ eventId, index }, workflow) => {
      lack.run(workflow, eventId, placeOf(index));
    },
    settle: ({ eventId, index }) => {
      settle.run(eventId, placeOf(index));
    },
    // Nearly always the table is empty.
    isLeftOut: (eventId, index) =>
      hasLeftOut.get() !== undefined && isLeftOut.get(eventId, placeOf(index)) !== undefined,
    standing: () => standing.all().map(standingIn),
    leftOut: () =>
      leftOut.all().map((row) => ({
        ...parkedIn(row),
        reason: row.reason ?? '',
        skippedAt: row.skipped_at ?? row.parked_at,
      })),
    wanted: () => wanted.all().map(standingIn),
    want: (named) => {
      const found = meant(named);
      for (const { eventId, index } of found) want.run(eventId, placeOf(index));
      return found;
    },
    leaveOut: (named, reason) => {
      const found = meant(named);
      for (const { eventId, index } of found) skip.run(reason, now(), eventId, placeOf(index));
      return found;
    },
  };
};

/** Takes over what a file before has, of the same log: what is there already stays. */
export const adoptReactions = (database: Database, old: Database): void => {
  const has = old.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'parked_reactions'").get();
  if (has === undefined) return;
  prepareTable(database);
  const put = database.prepare<[Row]>(
    `INSERT OR IGNORE INTO parked_reactions (event_id, place, stream, revision, position, type, workflow, subject_id, command, message,
       may_pass, parked_at, attempts, wanted, reason, skipped_at, missing)
     VALUES (@event_id, @place, @stream, @revision, @position, @type, @workflow, @subject_id, @command, @message,
       @may_pass, @parked_at, @attempts, @wanted, @reason, @skipped_at, @missing)`,
  );
  const rows = old.prepare<[], Row>('SELECT * FROM parked_reactions').all();
  database.transaction(() => {
    for (const row of rows) put.run({ ...row, missing: row.missing ?? null });
  })();
};

/** The same, where the rows of the old file are the later ones. */
export const replaceReactions = (database: Database, old: Database): void => {
  database.transaction(() => {
    prepareTable(database);
    database.exec('DELETE FROM parked_reactions');
    adoptReactions(database, old);
  })();
};
