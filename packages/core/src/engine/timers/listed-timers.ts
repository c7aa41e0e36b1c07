import { z } from 'zod';
import { fromBase64url, toBase64url } from '../base/base64url.ts';
import { InvalidQuery } from '../base/invalid-query.ts';
import { wholeNumber } from '../base/query-words.ts';
import { epochOf, type Instant, instantOf, isInstant } from '../base/time.ts';
import { instant } from '../workflow/schema.ts';
import { categoryOf } from '../workflow/workflow.ts';
import type { IndexedTimer, TimerIndex } from './timer-index.ts';
import type { FailedTimer, Timers } from './timers.ts';

/** Most timers of a page. */
export const mostTimers = 1_000;

/** What can be asked of the timers that are pending. */
export const timersQuery = z.strictObject({
  dueBefore: instant().optional().describe('Only those that fire before this instant, or should have.'),
  limit: wholeNumber({ min: 1, max: mostTimers }).default(100),
  cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
});

export interface TimersQuery {
  readonly dueBefore?: Instant | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The earliest timer of a subject, and how it stands. */
export interface ListedTimer extends Pick<IndexedTimer, 'stream' | 'key' | 'at' | 'command'> {
  readonly workflow: string;
  readonly subjectId: string;
  /**
   * `pending`: its moment has not come. `due`: it has, and it fires at the next look. `failing`: it could not be given, and is tried again.
   * `refused`: the rules refuse it, and it is tried again after the next event of its subject.
   */
  readonly state: 'pending' | 'due' | 'failing' | 'refused';
  /** Milliseconds since its moment; 0 before it. */
  readonly lateMilliseconds: number;
  /** Of those that are `failing`. */
  readonly failing: FailedTimer | null;
}

export interface TimersPage {
  readonly asOf: Instant;
  readonly timers: readonly ListedTimer[];
  /** Absent: this is the last page. */
  readonly nextCursor?: string;
}

/** After every instant that a timer can have. */
const never = '9999-12-31T23:59:59.999Z';

/**
 * The timers that fire next, the earliest first: one of each subject, which is the one that everything after it in its subject waits for. Those whose moment
 * is over come first.
 *
 * @param firing the timers that fire here, which know why one has not; absent: none fire here
 * @throws {@link InvalidQuery} for a cursor that no page gave out
 */
export const listedTimers = (
  index: TimerIndex,
  { dueBefore, limit, cursor }: TimersQuery,
  { now, firing }: { readonly now: Instant; readonly firing?: Pick<Timers, 'waiting'> | undefined },
): TimersPage => {
  const until = dueBefore === undefined ? never : instantOf(epochOf(dueBefore) - 1);
  const found = index.due(until, { limit, ...(cursor !== undefined && { after: placeOf(cursor) }) });
  const last = found.length === limit ? found.at(-1) : undefined;
  return {
    asOf: now,
    timers: found.flatMap((entry): readonly ListedTimer[] => {
      const wait = firing?.waiting(entry, now);
      // It has fired already: the index has not come as far yet.
      if (wait?.state === 'given') return [];
      const { stream, key, at, command } = entry;
      const workflow = categoryOf(stream);
      return [
        {
          stream,
          workflow,
          subjectId: stream.slice(workflow.length + 1),
          key,
          command,
          at,
          state: at > now ? 'pending' : (wait?.state ?? 'due'),
          lateMilliseconds: Math.max(0, epochOf(now) - epochOf(at)),
          failing: wait?.state === 'failing' ? wait.failing : null,
        },
      ];
    }),
    ...(last !== undefined && { nextCursor: cursorAfter(last) }),
  };
};

type Place = Pick<IndexedTimer, 'at' | 'stream'>;

const cursorAfter = ({ at, stream }: Place): string =>
  toBase64url(new TextEncoder().encode(`${at}/${stream}`));

const placeOf = (cursor: string): Place => {
  const text = new TextDecoder().decode(fromBase64url(cursor));
  const end = text.indexOf('/');
  const [at, stream] = [text.slice(0, Math.max(end, 0)), text.slice(end + 1)];
  if (!isInstant(at) || stream === '') throw new InvalidQuery('is no cursor of the timers', '/cursor');
  return { at, stream };
};
