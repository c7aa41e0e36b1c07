import type { Instant, Position } from '@phananh/core';
import type { Gaps } from '@phananh/core/read-models';

/** What an extract is of: it stands inside every file, so that figures made from it can be made again. */
export interface Provenance
  extends Partial<
    Pick<Gaps, 'parkedReports' | 'parkedStreams' | 'skippedEvents' | 'deletedReports' | 'missingReports'>
  > {
  /** Up to where of the log. */
  readonly position: Position | null;
  /** Of the tables. */
  readonly schemaVersion: number;
  readonly exportedAt: Instant;
  /** Which rows were asked for, as the parameters of the route; absent: all. */
  readonly filters?: string;
}

/** By the names that columns have, in one order: where of the log, of which tables, when, and what is not in it. */
export const provenanceCells = ({
  position,
  schemaVersion,
  exportedAt,
  ...gaps
}: Provenance): readonly (readonly [name: string, value: string | number])[] => [
  ['log_position', position ?? ''],
  ['schema_version', schemaVersion],
  ['exported_at', exportedAt],
  ...Object.entries(gaps).map(
    ([name, count]) => [name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), count] as const,
  ),
];

/** The names under which formats with metadata of their own keep it. */
export const provenancePairs = (provenance: Provenance): readonly (readonly [string, string])[] =>
  provenanceCells(provenance).map(([name, value]) => [`phananh.${name}`, String(value)]);
