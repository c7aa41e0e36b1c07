import type { LogFault } from './faults.ts';

/** An entry as it was signed, or as the store would make it now. */
export interface ComparedEntry {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  /** Digest of everything in it but its index. */
  readonly digest: string;
  /** The same of the entry as an earlier version signed it. */
  readonly earlierDigest?: string;
  /** Where an event of the store stands in it. */
  readonly position?: number;
}

/**
 * What happened to the entries of a log from an index on: by their ids, so that one event that was inserted or removed does not make
 * faults of all that follow.
 */
export const compareEntries = (
  from: number,
  signed: readonly ComparedEntry[],
  stored: readonly ComparedEntry[],
): readonly LogFault[] => {
  const places = new Map(signed.map(({ id }, at) => [id, at]));
  const faults: LogFault[] = [];
  const common: { readonly at: number; readonly entry: ComparedEntry }[] = [];
  const seen = new Set<string>();
  for (const [place, entry] of stored.entries()) {
    const at = places.get(entry.id);
    if (at === undefined || seen.has(entry.id)) {
      faults.push({
        kind: 'inserted',
        entry: from + place,
        ...placeOf(entry),
        what: 'no entry was signed for it',
      });
      continue;
    }
    seen.add(entry.id);
    common.push({ at, entry });
  }
  const inOrder = longestRising(common.map(({ at }) => at));
  for (const { at, entry } of common) {
    const was = signed[at];
    if (was === undefined) continue;
    if (!inOrder.has(at))
      faults.push({
        kind: 'moved',
        entry: from + at,
        ...placeOf(entry),
        what: 'it stands elsewhere in the store',
      });
    if (was.digest !== entry.digest && was.digest !== entry.earlierDigest)
      faults.push({ kind: 'changed', entry: from + at, ...placeOf(entry), what: changeOf(was, entry) });
  }
  return [...faults, ...removed(from, signed, seen)].toSorted((a, b) => (a.entry ?? 0) - (b.entry ?? 0));
};

const removed = (
  from: number,
  signed: readonly ComparedEntry[],
  stored: ReadonlySet<string>,
): readonly LogFault[] => {
  let end = signed.length;
  while (end > 0 && !stored.has(signed[end - 1]?.id ?? '')) end -= 1;
  const faults: LogFault[] = [];
  for (const [at, entry] of signed.slice(0, end).entries())
    if (!stored.has(entry.id))
      faults.push({ kind: 'removed', entry: from + at, ...placeOf(entry), what: 'it is not in the store' });
  const first = signed[end];
  if (first !== undefined)
    faults.push({
      kind: 'truncated',
      entry: from + end,
      lastEntry: from + signed.length - 1,
      ...placeOf(first),
      what: `the last ${signed.length - end} events that were signed are not in the store`,
    });
  return faults;
};

const placeOf = ({ id, stream, revision, type, position }: ComparedEntry) => ({
  eventId: id,
  stream,
  revision,
  type,
  ...(position !== undefined && { position }),
});

const changeOf = (was: ComparedEntry, is: ComparedEntry): string => {
  if (was.stream !== is.stream || was.revision !== is.revision)
    return `it was signed as revision ${was.revision} of ${was.stream}`;
  if (was.type !== is.type) return `it was signed as ${was.type}`;
  return 'what it says is not what was signed';
};

/** The values of a longest rising subsequence: those whose order was kept. */
const longestRising = (values: readonly number[]): ReadonlySet<number> => {
  /** For each length the index of the smallest value that such a subsequence ends in. */
  const ends: number[] = [];
  const before = new Map<number, number>();
  for (const [index, value] of values.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    const previous = ends[low - 1];
    if (previous !== undefined) before.set(index, previous);
    ends[low] = index;
  }
  const rising = new Set<number>();
  for (let index = ends.at(-1); index !== undefined; index = before.get(index))
    rising.add(values[index] ?? 0);
  return rising;
};
