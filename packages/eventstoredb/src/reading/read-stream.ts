import { type ReadStreamOptions, type RecordedEvent, type Revision, StoreCorrupt } from '@phananh/core/store';
import { repeated, repeats } from '../connection/retried.ts';
import type { CallsOfClient } from '../connection/server-calls.ts';
import { deleted, failureOf } from '../connection/store-error.ts';
import type { Limited } from '../connection/timing.ts';
import { type FindFault, soundEventOf } from '../wire/stored-form.ts';
import { hiddenBy } from './deletions.ts';
import { recordsOf } from './reading.ts';

export interface StreamReader {
  /**
   * The events of a stream; none when there is no such stream.
   *
   * @param timing of the operation that it is a part of
   */
  read(stream: string, options: StreamReadOptions, timing: Limited): AsyncGenerator<RecordedEvent, void>;
}

export interface StreamReadOptions extends ReadStreamOptions {
  /** Refuses the answers of a node that is not the leader. Default: false. */
  readonly requiresLeader?: boolean;
}

const most = Number.MAX_SAFE_INTEGER;

/**
 * Reads streams, goes on where a read broke off, and makes sure that nothing is missing: what an operator deleted or
 * truncated with the tools of the server is an error and not a shorter stream.
 */
export const streamReader = (client: CallsOfClient, findFault: FindFault): StreamReader => ({
  async *read(stream, options, timing) {
    if (!mayExist(stream)) return;
    const span = spanOf(options);
    const again = repeats(timing, stream);
    while (span.left > 0 && !span.beyond()) {
      try {
        for await (const event of readOnce({ client, timing, findFault }, stream, span, options)) {
          again.reset();
          span.take(event.revision);
          yield event;
        }
        return;
      } catch (cause) {
        const failure = failureOf(cause, stream);
        if (failure.kind === 'stream-not-found') return assertNeverThere({ client, timing }, stream, options);
        await again.after(cause);
      }
    }
  },
});

/** False for names under which phananh never writes: the server's own, and those that have no form in UTF-8 (a lone surrogate). */
const mayExist = (stream: string): boolean =>
  stream !== '' && !stream.startsWith('$') && stream.isWellFormed();

/** What is left to be read, in the direction of reading. */
interface Span {
  readonly backwards: boolean;
  /** The next revision; `undefined` at the end of the stream, backwards. */
  readonly next: Revision | undefined;
  readonly last: Revision;
  readonly left: number;
  beyond(): boolean;
  take(revision: Revision): void;
}

const spanOf = ({ backwards = false, fromRevision, toRevision, limit = most }: ReadStreamOptions): Span => {
  let next = fromRevision ?? (backwards ? undefined : 0);
  let left = Math.min(limit, most);
  const last = toRevision ?? (backwards ? 0 : most);
  return {
    backwards,
    last,
    get next() {
      return next;
    },
    get left() {
      return left;
    },
    beyond: () => next !== undefined && (backwards ? next < last : next > last),
    take(revision) {
      next = revision + (backwards ? -1 : 1);
      left -= 1;
    },
  };
};

interface Reading {
  readonly client: CallsOfClient;
  readonly timing: Limited;
  readonly findFault: FindFault;
}

async function* readOnce(
  { client, timing, findFault }: Reading,
  stream: string,
  span: Span,
  { requiresLeader = false }: StreamReadOptions,
): AsyncGenerator<RecordedEvent, void> {
  const { backwards, next, last, left } = span;
  const width = next === undefined ? most : Math.abs(last - next) + 1;
  const reading = client.readStream(stream, {
    direction: backwards ? 'backwards' : 'forwards',
    fromRevision: next === undefined ? 'end' : BigInt(next),
    maxCount: Math.min(left, width, most),
    requiresLeader,
  });
  let expected = backwards ? undefined : next;
  for await (const record of recordsOf(reading, `a read of ${stream}`, timing)) {
    const event = soundEventOf(record, findFault);
    assertNext(event, expected, backwards);
    if (backwards ? event.revision < last : event.revision > last) return;
    expected = event.revision + (backwards ? -1 : 1);
    yield event;
  }
  // The server leaves truncated events out without an error: a read backwards ends too early, one from the first event gives nothing.
  const early = backwards ? expected !== undefined && expected >= last && span.left > 0 : expected === 0;
  if (early) throw deleted(stream, 'truncated');
}

const assertNext = (
  { stream, revision }: RecordedEvent,
  expected: Revision | undefined,
  backwards: boolean,
): void => {
  if (expected === undefined || revision === expected) return;
  if (!backwards && revision > expected) throw deleted(stream, 'truncated');
  throw new StoreCorrupt(`${stream} gives revision ${revision} where ${expected} belongs`, {
    stream,
    revision,
  });
};

/** The server says of a soft-deleted stream what it says of one that never was; its metadata tells them apart. */
const assertNeverThere = async (
  { client, timing }: { readonly client: CallsOfClient; readonly timing: Limited },
  stream: string,
  { requiresLeader = false }: StreamReadOptions,
): Promise<void> => {
  const how = await repeated((limits) => deletionIn(client, stream, requiresLeader, limits), timing, stream);
  if (how !== undefined) throw deleted(stream, how);
};

/** What the metadata of a stream hides of it. A stream that has none hides nothing. */
const deletionIn = async (
  client: CallsOfClient,
  stream: string,
  requiresLeader: boolean,
  timing: Limited,
): Promise<ReturnType<typeof hiddenBy>> => {
  const last = { direction: 'backwards', fromRevision: 'end', maxCount: 1, requiresLeader } as const;
  const reading = client.readStream(`$$${stream}`, last);
  try {
    for await (const { data } of recordsOf(reading, `the metadata of ${stream}`, timing))
      return hiddenBy(data);
  } catch (cause) {
    if (failureOf(cause, stream).kind !== 'stream-not-found') throw cause;
  }
  return undefined;
};
