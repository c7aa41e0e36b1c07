import type { EventStore, PhananhError, Position, Revision } from '@phananh/core';
import { type EventFault, readPastDamage, type StreamDeletion } from '@phananh/core/engine';
import { grouped } from '../output/table.ts';
import { progressBar } from '../progress/progress.ts';
import { type Finding, failure } from './finding.ts';

const what = 'contents';
const todo = 'Compare with a backup; whoever else writes to these streams may have done it.';
const mostShown = 10;

/**
 * Reads a whole log of whatever store: positions ascend, the revisions of each stream have no gap, and each event fits its
 * schema.
 *
 * @param end where it ends, for who waits
 * @param faultOf judges events of the workflows that are known
 */
export const checkLog = async (
  store: EventStore,
  end: Position,
  faultOf: EventFault,
): Promise<readonly Finding[]> => {
  const last = new Map<string, Revision>();
  const deleted = new Map<string, StreamDeletion>();
  const faults: string[] = [];
  const bar = progressBar(end);
  let [events, reached] = [0, -1];
  try {
    const damaged = ({ message, details: { stream, revision } }: PhananhError): void => {
      faults.push(message);
      if (typeof stream === 'string' && typeof revision === 'number') last.set(stream, revision);
    };
    for (const one of (await store.deletedStreams?.()) ?? []) deleted.set(one.stream, one);
    for await (const event of readPastDamage(store, {}, damaged)) {
      const { stream, revision, position, type } = event;
      const expected = (last.get(stream) ?? -1) + 1;
      const place = `${type}, revision ${revision} of ${stream} at position ${position}`;
      if (position <= reached) faults.push(`${place} comes after position ${reached}`);
      if (revision !== expected && !deleted.has(stream))
        faults.push(`${place} comes where revision ${expected} belongs`);
      const fault = faultOf(event);
      if (fault !== undefined) faults.push(`${place}: ${fault}`);
      last.set(stream, revision);
      reached = position;
      events += 1;
      bar.update(position, events);
    }
  } catch (error) {
    return [failure(what, error), ...shown(faults), ...deletedFindings([...deleted.values()])];
  } finally {
    bar.stop();
  }
  if (faults.length > 0) return [...shown(faults), ...deletedFindings([...deleted.values()])];
  const found = `${grouped(events)} events of ${grouped(last.size)} streams are whole, in order, and fit their schemas`;
  return [{ what, state: 'good', found }, ...deletedFindings([...deleted.values()])];
};

/** Streams that somebody deleted: what is left of them is right as far as it goes. */
const deletedFindings = (deleted: readonly Pick<StreamDeletion, 'stream' | 'how'>[]): readonly Finding[] => {
  if (deleted.length === 0) return [];
  const named = deleted.slice(0, mostShown).map(({ stream, how }) => `${stream} (${how})`);
  const more = deleted.length > mostShown ? ` and ${grouped(deleted.length - mostShown)} more` : '';
  const found = `deleted in the store: ${named.join(', ')}${more}`;
  return [{ what, state: 'bad', found, todo: howToTakeBack }];
};

const howToTakeBack =
  'Find out who did it. As long as the server was not scavenged a soft-deleted or truncated stream comes back (docs/how-to/eventstoredb.md); otherwise restore a backup.';

const shown = (faults: readonly string[]): readonly Finding[] => {
  const first = faults.slice(0, mostShown).map((found): Finding => ({ what, state: 'bad', found, todo }));
  const more = faults.length - first.length;
  return more === 0 ? first : [...first, { what, state: 'bad', found: `and ${more} more`, todo }];
};
