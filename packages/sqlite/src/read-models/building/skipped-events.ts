import type { RecordedEvent } from '@phananh/core';
import { streamOf } from '@phananh/core/engine';
import { type Gaps, type SkippedEvent, skippedEventsTable } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { Projection } from './projection.ts';
import { rowWriter } from './write-rows.ts';

const columns = `projection, stream, revision, position, event_id AS eventId, type, message, reason, skipped_at AS skippedAt`;

export const skippedEvents = (database: Database): (() => readonly SkippedEvent[]) => {
  const select = database.prepare<[], SkippedEvent>(
    `SELECT ${columns} FROM skipped_events ORDER BY position, projection`,
  );
  return () => select.all();
};

/** The revisions of a stream that a projection leaves out. */
export const skippedRevisions = (
  database: Database,
  projection: string,
  stream: string,
): ReadonlySet<number> =>
  new Set(
    database
      .prepare<[string, string], number>(
        'SELECT revision FROM skipped_events WHERE projection = ? AND stream = ?',
      )
      .pluck()
      .all(projection, stream),
  );

export const noGaps: Gaps = {
  parkedStreams: 0,
  parkedReports: 0,
  skippedEvents: 0,
  deletedStreams: 0,
  deletedReports: 0,
  missingReports: 0,
};

/** How many streams are parked for one projection, how many events it leaves out, and how many streams of a workflow were deleted in the store. */
export const gapsOfProjection = (database: Database): ((projection: string, workflow?: string) => Gaps) => {
  const counts = database.prepare<
    [{ readonly projection: string; readonly prefix: string | undefined }],
    Pick<Gaps, 'parkedStreams' | 'skippedEvents' | 'deletedStreams'>
  >(
    `SELECT (SELECT count(*) FROM parked WHERE projection = @projection
         AND stream NOT IN (SELECT stream FROM deleted_streams)) AS parkedStreams,
       (SELECT count(*) FROM skipped_events WHERE projection = @projection) AS skippedEvents,
       (SELECT count(*) FROM deleted_streams WHERE substr(stream, 1, length(@prefix)) = @prefix) AS deletedStreams`,
  );
  return (projection, workflow) => ({
    ...noGaps,
    ...counts.get({ projection, prefix: workflow && streamOf({ name: workflow }, '') }),
  });
};

/** The events that projections leave out by an operator's decision; in memory, because each batch asks. */
export interface Skips {
  has(projection: Projection, event: RecordedEvent): boolean;
  /** Whether a projection leaves nothing out. */
  none(projection: Projection): boolean;
  add(skipped: SkippedEvent): void;
  /** Reads them from the table again: the transaction that added some was rolled back. */
  reload(): void;
}

export const skips = (database: Database): Skips => {
  const read = skippedEvents(database);
  const put = rowWriter(database, skippedEventsTable);
  const events = new Map<string, Set<string>>();
  const streams = new Map<string, Set<string>>();
  const note = ({ projection, stream, eventId }: SkippedEvent): void => {
    setIn(events, projection).add(eventId);
    setIn(streams, projection).add(stream);
  };
  const reload = (): void => {
    events.clear();
    streams.clear();
    for (const skipped of read()) note(skipped);
  };
  reload();
  return {
    has: ({ name, skips: what }, { stream, id }) =>
      streams.get(name)?.has(stream) === true && (what === 'stream' || events.get(name)?.has(id) === true),
    none: ({ name }) => !streams.has(name),
    add: (skipped) => {
      put(skipped);
      note(skipped);
    },
    reload,
  };
};

const setIn = (sets: Map<string, Set<string>>, name: string): Set<string> => {
  const known = sets.get(name) ?? new Set();
  sets.set(name, known);
  return known;
};
