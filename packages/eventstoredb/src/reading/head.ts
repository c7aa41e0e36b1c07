import { type Instant, instantOf, type Position } from '@phananh/core/store';
import type { CallsOfClient } from '../connection/server-calls.ts';
import type { Limited } from '../connection/timing.ts';
import { isSystemEvent } from '../wire/stored-form.ts';
import { deletionOf } from './deletions.ts';
import { recordsOf } from './reading.ts';

/** Where the log ended when it was asked for. */
export interface Head {
  /** Position of its last event, of whatever kind. */
  readonly any: Position;
  /**
   * Position of its last record that is an event of a workflow, or that tells of a deletion; of its very last record, when none of the last
   * few is either. Whoever has passed this position has passed everything that a subscription gives.
   */
  readonly passed: Position;
}

/** How many records from the end are looked at. The server's own projections and statistics can write any number of records in a row. */
const looked = 32;

/** When the server recorded its last event that is not its own; undefined when the last few are all its own. */
export const readLastRecorded = async (
  client: CallsOfClient,
  timing: Limited,
): Promise<{ readonly recordedAt: Instant; readonly position: Position } | undefined> => {
  const reading = client.readAll({
    direction: 'backwards',
    fromPosition: 'end',
    maxCount: looked,
    requiresLeader: false,
  });
  for await (const record of recordsOf(reading, 'the end of the log', timing)) {
    if (isSystemEvent(record)) continue;
    return {
      recordedAt: instantOf(record.created.getTime()),
      position: Number(record.position?.commit ?? 0),
    };
  }
  return undefined;
};

export const readHead = async (
  client: CallsOfClient,
  timing: Limited,
  { requiresLeader = false }: { readonly requiresLeader?: boolean } = {},
): Promise<Head> => {
  const reading = client.readAll({
    direction: 'backwards',
    fromPosition: 'end',
    maxCount: looked,
    requiresLeader,
  });
  let any = 0;
  for await (const record of recordsOf(reading, 'the end of the log', timing)) {
    const position = Number(record.position?.commit ?? 0);
    any = Math.max(any, position);
    if (!isSystemEvent(record) || deletionOf(record) !== undefined) return { any, passed: position };
  }
  // The last records are all the server's own: what stands before them is not known.
  return { any, passed: any };
};
