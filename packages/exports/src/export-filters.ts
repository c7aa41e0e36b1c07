import type { Instant } from '@phananh/core';
import type { CaseFilters } from '@phananh/core/read-models';

/** Which rows: all that every filter lets through. Whose reader is absent sees places exactly. */
export interface ExportFilters extends CaseFilters {
  /** Cases that were submitted, events that happened, clocks that started, at or after, and before. */
  readonly from?: Instant;
  readonly to?: Instant;
}

/** Filters of events of agencies: they are of no case. */
export const agencyEventFilters = [
  'from',
  'to',
  'agencyId',
] as const satisfies readonly (keyof ExportFilters)[];

/** The filters as one would ask for them over HTTP; empty when there are none. */
export const filtersText = ({ reader: _, ...filters }: ExportFilters): string => {
  const { bbox, ...others } = filters;
  const given = Object.entries(others).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one === null ? '' : String(one)] as const),
  );
  const text = new URLSearchParams();
  for (const [name, value] of given) text.append(name, value);
  if (bbox !== undefined) text.append('bbox', [bbox.west, bbox.south, bbox.east, bbox.north].join());
  return text.toString();
};
