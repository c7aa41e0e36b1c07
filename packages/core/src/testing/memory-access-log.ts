import { type Clock, InvalidQuery } from '../engine/index.ts';
import { type AccessEntry, type AccessLog, isAsked } from '../privacy/index.ts';

/** An access log in memory, which tells what stands in it. */
export const memoryAccessLog = ({
  clock,
}: {
  readonly clock: Clock;
}): AccessLog & { readonly entries: () => readonly AccessEntry[] } => {
  const entries: AccessEntry[] = [];
  return {
    entries: () => [...entries],
    record: (showing) => void entries.push({ at: clock.now(), ...showing }),
    read: async (query) => {
      const first = query.cursor === undefined ? 0 : Number(query.cursor);
      if (!Number.isInteger(first)) throw new InvalidQuery('is no cursor of this log', '/cursor');
      const found = entries
        .map((entry, place) => ({ entry, place }))
        .filter(({ entry, place }) => place >= first && isAsked(entry, query));
      const next = found[query.limit];
      return {
        entries: found.slice(0, query.limit).map(({ entry }) => entry),
        ...(next !== undefined && { nextCursor: String(next.place) }),
      };
    },
    close: async () => {},
  };
};
