import type { Appended, Revision } from '@phananh/core/store';
import { LRUCache } from 'lru-cache';
import type { AppendOutcome, GroupedAppend } from './grouped-append.ts';
import { type EventRow, rowsOfAppend } from './rows.ts';

/** What to give of a stream, forwards. */
export interface Range {
  readonly from: Revision;
  readonly to: Revision;
  readonly limit: number;
}

/** What the only writer of a file knows of streams without asking SQLite. */
export interface KnownStreams {
  /** The rows of a stream in a range; undefined when the file has to be asked. */
  rowsIn(stream: string, range: Range): readonly EventRow[] | undefined;
  /** Tells of all that the file has of a stream. */
  read(stream: string, rows: readonly EventRow[]): void;
  /** Tells that appends go to the writer. Until it has answered nothing is known of their streams. */
  writing(appends: readonly GroupedAppend[]): void;
  /** Tells how the appends that were being written ended. */
  written(appends: readonly GroupedAppend[], outcomes: readonly AppendOutcome[]): void;
  /** Tells that nothing of what was being written is in the file. */
  notWritten(): void;
}

/** Of a file that another process may write to. */
export const noKnownStreams: KnownStreams = {
  rowsIn: () => undefined,
  read: () => {},
  writing: () => {},
  written: () => {},
  notWritten: () => {},
};

/** How much is kept in memory. */
export interface KnownStreamsLimits {
  /** Streams of which it is known where they end. */
  readonly ends: number;
  /** Characters of the events of streams that are kept whole, with {@link charactersBesideText} for each event and each stream. */
  readonly characters: number;
}

const usualLimits: KnownStreamsLimits = { ends: 10_000, characters: 4 * 1024 * 1024 };

/** Names, ids and objects take room too. */
const charactersBesideText = 250;

/** Longer streams are not kept whole: whoever has such a one asks for what came last. */
const mostRows = 500;

/** A stream from its first event to its last. */
interface WholeStream {
  readonly rows: readonly EventRow[];
  readonly characters: number;
}

const nothingYet: WholeStream = { rows: [], characters: charactersBesideText };

/**
 * Whoever decides a command reads its stream, and has read and appended to it shortly before. SQLite takes some 15 µs to
 * find that nothing has come after an event, and 25 to find a few. The only writer of a file need not ask it: what it
 * has read once and appended since is all there is.
 *
 * Kept are the ends of streams that were appended to, and whole streams that somebody has read or begun with an append that
 * came alone: not those of an import, which nobody reads.
 *
 * From the moment that an append goes to the writer until its answer the file may have it or not, and others who read the
 * file may have seen it. So nothing is known of its stream meanwhile; and never again when the answer was not clear.
 */
export const knownStreams = ({ ends: mostEnds, characters: mostCharacters } = usualLimits): KnownStreams => {
  const ends = new LRUCache<string, Revision>({ max: mostEnds });
  const whole = new LRUCache<string, WholeStream>({
    maxSize: mostCharacters,
    // One that half of the room would go to is not kept.
    maxEntrySize: Math.max(1, Math.floor(mostCharacters / 2)),
    sizeCalculation: ({ characters }) => characters,
  });
  const underWay = new Set<string>();

  const appended = (append: GroupedAppend, outcome: Appended, isAlone: boolean): void => {
    const { stream, events } = append;
    ends.set(stream, outcome.revision);
    const begins = outcome.revision === events.length - 1;
    const before = begins && isAlone ? nothingYet : whole.get(stream);
    if (before === undefined) return;
    const rows = rowsOfAppend(append, outcome);
    keep(stream, { rows: [...before.rows, ...rows], characters: before.characters + charactersOf(rows) });
  };
  const keep = (stream: string, { rows, characters }: WholeStream): void => {
    if (rows.length > mostRows) whole.delete(stream);
    else whole.set(stream, { rows, characters });
  };

  return {
    rowsIn(stream, range) {
      if (underWay.has(stream)) return undefined;
      const end = ends.get(stream);
      if (end !== undefined && end < range.from) return [];
      const found = whole.get(stream);
      return found && rowsWithin(found.rows, range);
    },
    read(stream, rows) {
      if (underWay.has(stream)) return;
      keep(stream, { rows, characters: charactersBesideText + charactersOf(rows) });
    },
    writing(appends) {
      for (const { stream } of appends) underWay.add(stream);
    },
    written(appends, outcomes) {
      for (const [index, append] of appends.entries()) {
        const outcome = outcomes[index];
        if (outcome?.kind === 'appended') appended(append, outcome, appends.length === 1);
      }
      underWay.clear();
    },
    notWritten: () => underWay.clear(),
  };
};

const rowsWithin = (rows: readonly EventRow[], { from, to, limit }: Range): readonly EventRow[] => {
  const first = Math.max(from, 0);
  return rows.slice(first, Math.min(Math.max(to, -1) + 1, first + Math.max(limit, 0)));
};

const charactersOf = (rows: readonly EventRow[]): number => {
  let characters = 0;
  for (const [, , , , , , data, metadata] of rows)
    characters += charactersBesideText + data.length + metadata.length;
  return characters;
};
