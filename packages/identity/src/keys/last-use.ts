import { readFileSync } from 'node:fs';
import { type Clock, epochOf, type Instant, readJsonText } from '@phananh/core/engine';
import { replaceFileSync } from '@phananh/files';

/** When keys were last used on this host: of use to whoever wonders whether one is still needed, and no part of what happened. */
export interface LastUse {
  /** Notes that a key is used now. */
  readonly used: (apiKeyId: string) => void;
  /** When each key was last used, as far as is known. */
  readonly uses: () => { readonly [apiKeyId: string]: Instant };
  /** Writes what is not written yet. */
  readonly close: () => void;
}

/** Least time between two writes of one key. */
const writtenEveryMilliseconds = 60_000;

/**
 * Last uses in a file of this host alone, written at most once a minute for a key and never in the log: who may is a matter of
 * record, who came by is not. What is lost with a host that is killed is a minute.
 *
 * @param write how the file is written; what it throws is told to `onError`, and keys let in as ever
 */
export const lastUseInFile = (
  path: string,
  {
    clock,
    onError = () => {},
    write = writeWhole,
  }: {
    readonly clock: Clock;
    readonly onError?: (error: unknown) => void;
    readonly write?: (path: string, text: string) => void;
  },
): LastUse => {
  const known = new Map(Object.entries(readLastUse(path)));
  const written = new Map<string, number>();
  let isWhole = true;
  const save = (): void => {
    try {
      write(path, JSON.stringify(Object.fromEntries(known)));
      isWhole = true;
    } catch (error) {
      onError(error);
    }
  };
  return {
    used: (apiKeyId) => {
      const now = clock.now();
      known.set(apiKeyId, now);
      isWhole = false;
      const before = written.get(apiKeyId);
      if (before !== undefined && epochOf(now) - before < writtenEveryMilliseconds) return;
      written.set(apiKeyId, epochOf(now));
      save();
    },
    uses: () => Object.fromEntries(known),
    close: () => {
      if (!isWhole) save();
    },
  };
};

/** Not onto the disk: of a host that loses its power a minute of last uses may be lost. */
const writeWhole = (path: string, text: string): void => replaceFileSync(path, text, { isDurable: false });

/** When each key was last used, by the file of a host; nothing where there is none, or none that can be read. */
export const readLastUse = (path: string): { readonly [apiKeyId: string]: Instant } => {
  try {
    const kept: unknown = readJsonText(readFileSync(path, 'utf8')).value;
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
};
