import type { Position } from '@phananh/core';
import type { ParkedStream } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { deletedInStore } from './deleted-streams.ts';

interface Failed {
  readonly name: string;
  readonly failedPosition: Position | null;
  readonly failedMessage: string;
}

/** The error that stopped a projection altogether, such as a full disk. */
export const standingFailure = (
  database: Database,
): { readonly message: string; readonly position: Position } | undefined => {
  const failed = database
    .prepare<[], Failed>(
      `SELECT name, failed_position AS failedPosition, failed_message AS failedMessage
       FROM projections WHERE failed_message IS NOT NULL`,
    )
    .get();
  return (
    failed && { message: `${failed.name}: ${failed.failedMessage}`, position: failed.failedPosition ?? 0 }
  );
};

export const parkedStreams = (database: Database): (() => readonly ParkedStream[]) => {
  const select = database.prepare<[], ParkedStream>(
    `SELECT projection, stream, revision, position, type, message, parked_at AS parkedAt
     FROM parked ORDER BY position, projection`,
  );
  return () => select.all();
};

/** Parked streams and those that were deleted in the store. A stream that is both stands in the list once, as deleted. */
export const standingStreams = (database: Database): (() => readonly ParkedStream[]) => {
  const [parked, deleted] = [parkedStreams(database), deletedInStore(database)];
  return () => {
    const gone = deleted();
    const streams = new Set(gone.map(({ stream }) => stream));
    return [...parked().filter(({ stream }) => !streams.has(stream)), ...gone];
  };
};
