import type { Instant } from '../../engine/index.ts';
import type { CaseFilters, WholeCaseRow } from './case-queries.ts';

/** What of its row everybody may see of a case that was published for all. */
export const publishedFields = [
  'reportId',
  'phase',
  'round',
  'submittedAt',
  'publishedAt',
  'category',
  'areaCode',
  'lat',
  'lng',
  'text',
] as const satisfies readonly (keyof WholeCaseRow)[];

/** A published case as everybody may see it: its place is rounded, and null stands for what is redacted. */
export interface PublishedRow extends Pick<WholeCaseRow, (typeof publishedFields)[number]> {
  /** How many other citizens have the same problem. */
  readonly supporters: number;
}

export const publishedSorts = ['-publishedAt', '-submittedAt', 'submittedAt'] as const;

/** Which published cases: all that every filter lets through. */
export interface PublishedFilters
  extends Pick<CaseFilters, 'category' | 'areaCode' | 'submittedFrom' | 'submittedTo'> {
  /** Of places as they are rounded. */
  readonly bbox?: NonNullable<CaseFilters['bbox']>;
  /** Words of the text, as of a worklist. */
  readonly q?: string;
}

/** What was published for everybody: in which order, from where. */
export interface PublishedQuery extends PublishedFilters {
  /** Default: the latest publication first. */
  readonly sort?: (typeof publishedSorts)[number];
  /** At most 200. Default 50. */
  readonly limit?: number;
  /** Where the page before ended, as it was given out. */
  readonly cursor?: string;
  readonly now: Instant;
}

export interface PublishedPage {
  readonly reports: readonly PublishedRow[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}
