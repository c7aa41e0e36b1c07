import { existsSync } from 'node:fs';
import type { Position, Revision } from '@phananh/core';
import Database from 'better-sqlite3';

/** The last event that read models have applied. */
export interface SeenEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly id: string;
  readonly position: Position;
}

/** What a file of read models has seen of its log: tables, timers and process managers. */
export interface SeenLog {
  readonly event: SeenEvent | undefined;
  /** The last position that a process manager has a checkpoint at; 0 when there is none. */
  readonly followed: Position;
}

export const seenIn = (database: Database.Database): SeenLog => ({
  event: database.prepare<[], SeenEvent>('SELECT stream, revision, id, position FROM log').get(),
  followed: database.prepare<[], Position | null>('SELECT max(position) FROM followers').pluck().get() ?? 0,
});

/**
 * What a file of read models has seen, of whatever version it is. Undefined when there is none, or it cannot be read: it will be
 * computed anew.
 */
export const seenLogIn = (path: string): SeenLog | undefined => {
  if (!existsSync(path)) return undefined;
  try {
    const database = new Database(path, { readonly: true });
    try {
      return seenIn(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return undefined;
    throw error;
  }
};

/** Up to where a log was seen; 0 when nothing of it was. */
export const seenPosition = ({ event, followed }: SeenLog): Position =>
  Math.max(event?.position ?? 0, followed);
