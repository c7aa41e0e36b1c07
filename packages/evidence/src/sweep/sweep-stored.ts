import type { Reports } from '@phananh/core';
import { EvidenceError } from '@phananh/core/privacy';
import { readPosition, writePosition } from '../position.ts';
import { claimNameOf, type EvidenceStorage } from '../storage/storage.ts';
import { readNames } from './read-names.ts';

export interface SweepOptions {
  readonly reports: Reports;
  readonly storage: EvidenceStorage;
  /** A file that says up to when everything was looked at. Where it is not there, everything is. */
  readonly swept: string;
  /** Whether this process stores it still, whatever the clocks say. */
  readonly isUnderWay: (id: string) => boolean;
  /** In milliseconds since the Unix epoch. */
  readonly now: number;
}

/** How long what no event names is kept: several times as long as an upload may take, and as a host may be cut off from its log. */
const keptMilliseconds = 48 * 3_600_000;

/**
 * Deletes stored bytes that no event names: those of an upload or copy that a crash ended before it was recorded. None is deleted
 * before two days have passed by the clock of the storage and by this one, and none where another log has left its claim.
 *
 * In memory are the ids of what was stored since the last time.
 *
 * @returns the ids of what was deleted
 * @throws `evidence-shared` where another log uses the storage; what reading the log throws, and nothing is deleted then
 */
export const sweepStored = async (options: SweepOptions): Promise<readonly string[]> => {
  const { reports, storage, swept, now } = options;
  const { old, until } = await oldIn(options, await readPosition(swept));
  if (old.size === 0) return [];
  // After the storage was listed: whatever was recorded of those is in the log by now.
  const { named, last } = await readNames(reports.store, old);
  const unnamed = [...old].filter((id) => !named.has(id));
  if (last !== undefined) await demandAlone(options, last);
  // A log without photos cannot show that they are its own.
  else if (unnamed.length > 0) throw sharedBy('this log names no photo or video, and some are stored');
  for (const id of unnamed) await storage.delete(id);
  await writePosition(swept, Math.min(until, now));
  return unnamed;
};

/** What was stored since the last time and has lain there for long enough. */
const oldIn = async (
  { storage, now, isUnderWay }: SweepOptions,
  from: number,
): Promise<{ readonly old: ReadonlySet<string>; readonly until: number }> => {
  const found: (readonly [string, number])[] = [];
  let newest = 0;
  for await (const { id, storedAt } of storage.list()) {
    const at = storedAt.getTime();
    newest = Math.max(newest, at);
    if (at >= from && at < now - keptMilliseconds && !isUnderWay(id)) found.push([id, at]);
  }
  // The clock of this machine may be wrong; what is stored by the clock of the storage lies apart by it.
  const until = Math.min(now, newest) - keptMilliseconds;
  return { old: new Set(found.filter(([, at]) => at < until).map(([id]) => id)), until };
};

/**
 * Whether no other log uses the storage. Each leaves the id of the last photo that it names. One that names those of all claims is
 * the same log, or goes on from it; it leaves its own in their place.
 *
 * A copy of the log from which both went on has not the claim of the other: neither sweeps then, nor does a log that was put back as
 * it was before.
 */
const demandAlone = async ({ reports, storage }: SweepOptions, last: string): Promise<void> => {
  const claims = await storage.claims();
  await storage.claim(last);
  const foreign: string[] = [];
  for (const id of claims) {
    if ((await reports.attachments.handler.load(id)) === undefined) foreign.push(id);
    else if (id !== last) await storage.unclaim(id);
  }
  if (foreign[0] !== undefined)
    throw sharedBy(`used-by/${claimNameOf(foreign[0])} is of a photo that this log does not name`);
};

const sharedBy = (why: string): EvidenceError =>
  new EvidenceError(
    'evidence-shared',
    `nothing is cleared away of what is stored: ${why}; another log uses the same folder or bucket`,
  );
