import { createHash } from 'node:crypto';
import { type CasePage, type CaseQuery, type CaseRow, InvalidQuery } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { readingSql, verdictSql } from './verdict-sql.ts';

const columns = `report_id AS reportId, phase, round, submitted_at AS submittedAt, channel, category, priority, procedure,
  area_code AS areaCode, lat, lng, text, agency_id AS agencyId, awaiting, returns, extension_pending AS extensionPending,
  verified_at AS verifiedAt, assigned_at AS assignedAt, resolved_at AS resolvedAt, published_at AS publishedAt,
  overall_due_day AS dueDay, overall_due_at AS dueAt, grade, revision,
  ${verdictSql('overall')} AS verdict, ${readingSql('overall')} AS againstOriginal`;

/** Cases without a due moment come last when the soonest is asked for first, and after all others backwards too. */
const latestInstant = '9999-12-31T23:59:59.999Z';
const sortKeys = {
  '-submittedAt': { key: 'submitted_at', descending: true },
  submittedAt: { key: 'submitted_at', descending: false },
  dueAt: { key: `coalesce(overall_due_at, '${latestInstant}')`, descending: false },
  '-dueAt': { key: "coalesce(overall_due_at, '')", descending: true },
} as const;

const Cursor = z.tuple([z.string(), z.string(), z.string()]);

type Bound = { [name: string]: string | number };
type Row = Omit<CaseRow, 'awaiting' | 'extensionPending'> & {
  readonly awaiting: number;
  readonly extensionPending: number;
  readonly sortKey: string;
};

/** One page of a worklist. Its cursor says where it ended and is good for the same query only. */
export const queryCases = (database: Database, query: CaseQuery): CasePage => {
  if (
    query.submittedFrom !== undefined &&
    query.submittedTo !== undefined &&
    query.submittedFrom > query.submittedTo
  ) {
    throw new InvalidQuery('submittedFrom is after submittedTo', '/submittedFrom');
  }
  const { key, descending } = sortKeys[query.sort ?? '-submittedAt'];
  const limit = query.limit ?? 50;
  const bound: Bound = { now: query.now, limit: limit + 1 };
  const conditions = filters(query, bound);
  const fingerprint = fingerprintOf(query);
  if (query.cursor !== undefined) {
    const [, sortKey, reportId] = openCursor(query.cursor, fingerprint);
    Object.assign(bound, { sortKey, afterReportId: reportId });
    conditions.push(`(${key}, report_id) ${descending ? '<' : '>'} (@sortKey, @afterReportId)`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = descending ? 'DESC' : 'ASC';
  const rows = database
    .prepare<[Bound], Row>(
      `SELECT ${columns}, ${key} AS sortKey FROM cases ${where} ORDER BY ${key} ${order}, report_id ${order} LIMIT @limit`,
    )
    .all(bound);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    cases: page.map(({ sortKey: _, ...row }) => ({
      ...row,
      awaiting: Boolean(row.awaiting),
      extensionPending: Boolean(row.extensionPending),
    })),
    ...(rows.length > limit &&
      last && { nextCursor: sealCursor([fingerprint, last.sortKey, last.reportId]) }),
  };
};

const filters = (query: CaseQuery, bound: Bound): string[] => {
  const conditions: string[] = [];
  const equal = (column: string, name: 'agencyId' | 'category' | 'reporterId') => {
    const value = query[name];
    if (value === undefined) return;
    bound[name] = value;
    conditions.push(`${column} = @${name}`);
  };
  const oneOf = (expression: string, name: string, values: readonly string[] | undefined) => {
    if (values === undefined) return;
    const names = values.map((value, index) => {
      bound[`${name}${index}`] = value;
      return `@${name}${index}`;
    });
    conditions.push(`${expression} IN (${names.join(', ')})`);
  };
  oneOf('phase', 'phase', query.phase);
  oneOf(verdictSql('overall'), 'verdict', query.verdict);
  equal('agency_id', 'agencyId');
  equal('category', 'category');
  equal('reporter_id', 'reporterId');
  if (query.awaiting !== undefined) {
    bound.awaiting = Number(query.awaiting);
    conditions.push('awaiting = @awaiting');
  }
  if (query.bbox !== undefined) {
    Object.assign(bound, query.bbox);
    conditions.push('lat BETWEEN @south AND @north', 'lng BETWEEN @west AND @east');
  }
  if (query.submittedFrom !== undefined) {
    bound.submittedFrom = query.submittedFrom;
    conditions.push('submitted_at >= @submittedFrom');
  }
  if (query.submittedTo !== undefined) {
    bound.submittedTo = query.submittedTo;
    conditions.push('submitted_at < @submittedTo');
  }
  return conditions;
};

/** Of everything that decides which cases come in which order. */
const fingerprintOf = ({ cursor: _, limit: __, now: ___, ...query }: CaseQuery): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')
    .slice(0, 12);

const sealCursor = (cursor: z.output<typeof Cursor>): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

const openCursor = (sealed: string, fingerprint: string): z.output<typeof Cursor> => {
  const cursor = Cursor.safeParse(parsed(Buffer.from(sealed, 'base64url').toString('utf8')));
  if (!cursor.success || cursor.data[0] !== fingerprint) {
    throw new InvalidQuery('the cursor is not one that this query gave out', '/cursor');
  }
  return cursor.data;
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};
