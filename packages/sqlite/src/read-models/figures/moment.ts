import type { Instant } from '@phananh/core';
import { InvalidQuery, type UpTo } from '@phananh/core/engine';
import type { CohortQuery } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** What a query means: the moment of the verdicts, and what of the past it is about. */
export interface Moment {
  readonly asOf: Instant;
  /** Undefined: everything that the log holds counts. */
  readonly cut: UpTo | undefined;
}

/** @throws {@link InvalidQuery} for a range that is empty */
export const demandRange = ({ from, to }: Pick<CohortQuery, 'from' | 'to'>): void => {
  if (from !== undefined && to !== undefined && from >= to)
    throw new InvalidQuery('from is not before to: the range is empty', '/from');
};

/** @throws {@link InvalidQuery} for a range that is empty or a moment that is to come */
export const momentOf = ({
  asOf,
  knownAt,
  now,
  ...range
}: Pick<CohortQuery, 'from' | 'to' | 'asOf' | 'knownAt' | 'now'>): Moment => {
  demandRange(range);
  for (const [name, at] of [
    ['asOf', asOf],
    ['knownAt', knownAt],
  ] as const)
    if (at !== undefined && at > now) throw new InvalidQuery(`${name} is in the future`, `/${name}`);
  if (asOf === undefined && knownAt === undefined) return { asOf: now, cut: undefined };
  return {
    asOf: asOf ?? knownAt ?? now,
    cut: { ...(asOf !== undefined && { at: asOf }), ...(knownAt !== undefined && { knownAt }) },
  };
};

/** Whether rows stand for a moment: verdicts that were brought up to a later one say nothing about it. */
export const isPresent = (database: Database, { asOf, cut }: Moment): boolean => {
  if (cut !== undefined) return false;
  const settledAt = database.prepare<[], string>('SELECT at FROM settled').pluck().get();
  return settledAt === undefined || settledAt <= asOf;
};

/** Later than any instant. */
export const never = '9999-12-31T23:59:59.999Z';

/** In SQL: the case has not gone on after the cut. To be bound with {@link cutOf}. */
export const hasNotGoneOn = 'f.occurred_at <= @asOf AND f.recorded_at <= @knownAt';

export const cutOf = ({ asOf, cut }: Moment): { readonly asOf: Instant; readonly knownAt: Instant } => ({
  asOf: cut === undefined ? never : asOf,
  knownAt: cut?.knownAt ?? never,
});
