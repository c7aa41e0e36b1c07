import type { Instant } from '../engine/index.ts';
import type { AnyList } from './declared-list.ts';
import { type DeclaredColumns, storedNameOf } from './tables/declared-column.ts';
import type { ColumnDefinition, ProjectedTable, TableDefinition } from './tables/index.ts';

/** Of a clock, what tools are told beside its verdict. */
const toldOfClock: readonly string[] = [
  'started_at',
  'due_day',
  'due_at',
  'paused_at',
  'stopped_at',
  'cancelled_at',
];

/**
 * The table of a list as it leaves the house: every row, without what is marked as personal; of a clock its moments, and its verdict at one
 * moment. Data alone: threads can be told it.
 */
export const exportedList = (list: AnyList, at: Instant): TableDefinition => {
  const table: ProjectedTable = list.of;
  const fields: DeclaredColumns = table.fields;
  const columns = Object.entries(fields).flatMap(([field, one]): readonly ColumnDefinition[] => {
    if (one.isPersonal) return [];
    const name = storedNameOf(field);
    const stored = table.columns.filter((column) =>
      one.kind === 'clock'
        ? toldOfClock.some((suffix) => column.name === `${name}_${suffix}`)
        : column.name === name,
    );
    if (one.kind !== 'clock') return stored;
    const meaning = `Verdict at the moment of the extract. ${one.meaning}`.trim();
    return [
      ...stored,
      { name: `${name}_verdict`, type: 'text', nullable: true, meaning, verdict: { clock: name, at } },
    ];
  });
  const { name, meaning, primaryKey } = table;
  return { name, meaning, primaryKey, columns };
};
