import type { SlaPolicy } from '@phananh/core';
import { categoriesTable, reportIdOf } from '@phananh/core/read-models';
import { termOf } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';
import type { Projection } from './projection.ts';
import { rowWriter } from './write-rows.ts';

/** Events that may say of which category a report is. */
const naming: ReadonlySet<string> = new Set(['submitted', 'verified', 'reclassified']);

/** Events of reports → `categories`: those that were ever used, and those that the policy has a term for. */
export const categoryProjection = (database: Database, policy: SlaPolicy | undefined): Projection => {
  const put = rowWriter(database, categoriesTable);
  const stored = database.prepare<[], { readonly category: string; readonly firstUsedAt: string | null }>(
    'SELECT category, first_used_at AS firstUsedAt FROM categories',
  );
  const overall = policy?.clocks.overall.term;
  const own = overall !== undefined && 'term' in overall ? overall : undefined;
  const write = (category: string, firstUsedAt: string | null): void =>
    put({
      category,
      term: own === undefined ? null : termOf(own, { procedure: 'ordinary', category }),
      hasOwnTerm: own !== undefined && Object.hasOwn(own.byCategory, category),
      firstUsedAt,
    });

  const known = new Set<string>();
  const load = (): void => {
    known.clear();
    const rows = stored.all();
    for (const { category, firstUsedAt } of rows) if (firstUsedAt !== null) known.add(category);
  };
  /** The policy may be another one than the last time. */
  const applyPolicy = (): void => {
    const rows = new Map(stored.all().map(({ category, firstUsedAt }) => [category, firstUsedAt]));
    database.exec('DELETE FROM categories');
    for (const category of Object.keys(own?.byCategory ?? {}))
      if (!rows.has(category)) rows.set(category, null);
    for (const [category, firstUsedAt] of rows)
      if (firstUsedAt !== null || Object.hasOwn(own?.byCategory ?? {}, category))
        write(category, firstUsedAt);
  };
  database.transaction(applyPolicy).immediate();
  load();
  return {
    name: 'categories',
    apply: (events) => {
      for (const event of events) {
        if (!naming.has(event.type) || reportIdOf(event) === undefined) continue;
        const { category } = event.data;
        if (typeof category !== 'string' || known.has(category)) continue;
        write(category, event.metadata.occurredAt);
        known.add(category);
      }
    },
    forget: load,
  };
};
