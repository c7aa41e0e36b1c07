import { z } from 'zod';
import { parseQuery } from '../base/invalid-query.ts';
import { instant } from '../workflow/schema.ts';
import type { UpTo } from './load.ts';

/** A number of something that is counted from 0: a revision for one. */
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
