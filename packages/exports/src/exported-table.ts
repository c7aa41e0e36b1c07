import { type ColumnDefinition, roundsPlaces, type TableDefinition } from '@phananh/core/read-models';
import type { ReportAudience } from '@phananh/core/reports';

/** Columns that no export has: what citizens wrote may name persons, and rounded places are among the places. */
const withheld: ReadonlySet<string> = new Set(['text', 'rounded_lat', 'rounded_lng']);

/** Where places stand that are rounded. */
const rounded: { readonly [name: string]: string } = { lat: 'rounded_lat', lng: 'rounded_lng' };

/** A table with the columns that leave the house, as an audience may see them. The others are not even read. */
export const exportedTable = (table: TableDefinition, audience: ReportAudience): TableDefinition => ({
  ...table,
  columns: table.columns
    .filter(({ name }) => !withheld.has(name))
    .map((column) => (roundsPlaces(audience) ? withRoundedPlace(column) : column)),
});

const withRoundedPlace = (column: ColumnDefinition): ColumnDefinition => {
  const stored = rounded[column.name];
  return stored === undefined ? column : { ...column, stored };
};
