import type { SlaPolicy } from '../../report/index.ts';
import { reportWorkflow } from '../../report/index.ts';
import { termOf } from '../../sla/index.ts';
import { type ColumnsOf, projection } from '../projection.ts';
import { column, type NewRow } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

const categories = table(
  {
    category: column.id('Its name.'),
    term: column
      .text(
        'Term of the overall clock that a case of it gets now in the ordinary procedure; empty where no policy is known.',
      )
      .nullable(),
    hasOwnTerm: column.boolean('The policy has a term for it alone.'),
    firstUsedAt: column
      .instant('When the first event of the log happened that gave it to a report; empty: none did.')
      .nullable(),
  },
  { meaning: 'One row a category that a report was ever given, or that the policy in force has a term for.' },
);

/** Categories: those that were ever used, and those that the policy has a term for. */
export const categoryProjection = projection({
  name: 'categories',
  version: 2,
  reads: reportWorkflow,
  tables: { categories },
  // The cases are.
  passesFaults: true,
  types: ['submitted', 'verified', 'reclassified', 'corrected'],
  begin: ({ categories: rows }, { policy }) => {
    const used = new Map(rows.under().map(({ category, firstUsedAt }) => [category, firstUsedAt]));
    const named = Object.keys(ownTermOf(policy)?.byCategory ?? {});
    for (const category of used.keys()) rows.remove(category);
    for (const category of named) if (!used.has(category)) used.set(category, null);
    for (const [category, firstUsedAt] of used)
      if (firstUsedAt !== null || named.includes(category)) rows.put(rowOf(category, firstUsedAt, policy));
  },
  apply: (event, { categories: rows }, { policy }) => {
    const data = event.type === 'corrected' ? event.data.to : event.data;
    const category = 'category' in data ? data.category : undefined;
    if (typeof category !== 'string' || rows.find(category)?.firstUsedAt != null) return;
    rows.put(rowOf(category, event.at, policy));
  },
});

export const categoriesTable = categoryProjection.tables.categories;

const ownTermOf = (policy: SlaPolicy | undefined) => {
  const overall = policy?.clocks.overall.term;
  return overall !== undefined && 'term' in overall ? overall : undefined;
};

const rowOf = (
  category: string,
  firstUsedAt: string | null,
  policy: SlaPolicy | undefined,
): NewRow<ColumnsOf<typeof categories>> => {
  const own = ownTermOf(policy);
  const term = own && termOf(own, { procedure: 'ordinary', category });
  return {
    category,
    term: term === undefined ? null : `${term.count} ${term.unit}`,
    hasOwnTerm: own !== undefined && Object.hasOwn(own.byCategory, category),
    firstUsedAt,
  };
};
