import { createHash } from 'node:crypto';
import { InvalidQuery } from '@phananh/core/engine';
import { z } from 'zod';

const Cursor = z.array(z.string()).min(2).max(4);

/** Of everything that decides which rows come in which order. Lists in a query are sets: phases, verdicts, signals. */
export const fingerprintOf = (query: object): string =>
  createHash('sha256')
    .update(JSON.stringify(inOneOrder(query)))
    .digest('base64url')
    .slice(0, 12);

const inOneOrder = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return [...new Set(value)].sort();
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, inOneOrder(one)]);
};

/** A cursor: opaque, and good for the query with this fingerprint only. */
export const sealCursor = (fingerprint: string, values: readonly string[]): string =>
  Buffer.from(JSON.stringify([fingerprint, ...values])).toString('base64url');

/** @throws {@link InvalidQuery} for a cursor that this query did not give out */
export const openCursor = (sealed: string, fingerprint: string): readonly string[] => {
  const cursor = Cursor.safeParse(parsed(Buffer.from(sealed, 'base64url').toString('utf8')));
  if (!cursor.success || cursor.data[0] !== fingerprint)
    throw new InvalidQuery('the cursor is not one that this query gave out', '/cursor');
  return cursor.data.slice(1);
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};
