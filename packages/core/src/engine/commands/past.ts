import { z } from 'zod';
import { parseQuery } from '../base/invalid-query.ts';
import type { Position, Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import { instant } from '../workflow/schema.ts';

/** The schema of a number that counts from 0, such as a revision. */
export const countedFrom = (min: number, max = Number.MAX_SAFE_INTEGER) => z.int().min(min).max(max);

const Past = z
  .looseObject({ revision: countedFrom(0), at: instant(), knownAt: instant() })
  .partial()
  .refine(
    ({ revision, at }) => revision === undefined || at === undefined,
    'either revision or at, not both',
  );

/**
 * Which past somebody asks for, its instants in UTC.
 *
 * @throws {@link InvalidQuery} for what is no revision and no instant with an offset, and for `revision` with `at`
 */
export const pastOf = ({ revision, at, knownAt }: UpTo): UpTo => {
  if (revision === undefined && at === undefined && knownAt === undefined) return {};
  const past = parseQuery(Past, { revision, at, knownAt });
  return {
    ...(past.revision !== undefined && { revision: past.revision }),
    ...(past.at !== undefined && { at: past.at }),
    ...(past.knownAt !== undefined && { knownAt: past.knownAt }),
  };
};

/** Up to where a stream is read. Without a field: to its end. */
export interface UpTo {
  /** The last revision to take into account. */
  readonly revision?: Revision;
  /** Take into account what had happened by then (`occurredAt`). */
  readonly at?: Instant;
  /** Take into account what the log knew by then (`recordedAt`). */
  readonly knownAt?: Instant;
  /** Take into account what stands in the log before this position. */
  readonly before?: Position;
}

/**
 * Whether an event is within the limits. In one stream revisions and `occurredAt` never go back, so that reading can end at the first event
 * beyond. `recordedAt` goes back only where an operator confirmed a clock that was behind the log; reading ends there too, because later
 * events were decided on the ones before.
 */
export const isUpTo = (
  { revision: last, at, knownAt, before }: UpTo,
  { revision, position, metadata: { occurredAt, recordedAt } }: RecordedEvent,
): boolean =>
  (last === undefined || revision <= last) &&
  (at === undefined || occurredAt <= at) &&
  (knownAt === undefined || recordedAt <= knownAt) &&
  (before === undefined || position < before);
