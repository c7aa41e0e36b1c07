import { existsSync } from 'node:fs';
import type { EventStore } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { madeBy } from './made-by.ts';
import { missingIn } from './made-of.ts';
import { isTruncated, openForReading } from './open.ts';
import type { ReadSide } from './read-side.ts';
import { isSameLog } from './same-log.ts';

/** Why a file has to be built anew, and whether the old one may answer until then. It may not when another log filled it. */
export interface RebuildReason {
  readonly why: string;
  readonly servable: boolean;
}

/** Undefined when the file is of this version, this calendar and this log. */
export const whyRebuild = async (
  path: string,
  store: EventStore,
  side: ReadSide,
): Promise<RebuildReason | undefined> => {
  if (!existsSync(path)) return { why: 'there is none', servable: false };
  if (isTruncated(path)) return { why: 'it is truncated', servable: false };
  const database = openForReading(path);
  if (database === undefined) return { why: 'it is of an older version', servable: false };
  try {
    return await whyNot(database, store, side);
  } finally {
    database.close();
  }
};

const whyNot = async (
  database: Database,
  store: EventStore,
  side: ReadSide,
): Promise<RebuildReason | undefined> => {
  const made = madeBy(database);
  if (made === undefined || made.complete === 0) return { why: 'it is not complete', servable: false };
  if (!(await isSameLog(database, store))) return { why: 'another log filled it', servable: false };
  const missing = missingIn(database, side);
  if (missing.length > 0)
    return {
      why: `it has not, or of another version or shape: ${missing.map(({ name }) => name).join(', ')}`,
      servable: !missing.some(({ isNeeded }) => isNeeded === true),
    };
  if (made.calendar === side.calendar) return undefined;
  return { why: `its days are those of ${made.calendar}`, servable: true };
};
