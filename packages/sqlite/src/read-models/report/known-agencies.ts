import { InvalidQuery } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/**
 * Refuses agencies that the log does not know: zeros would be taken for an agency that has nothing to do.
 *
 * @returns throws {@link InvalidQuery} with the known ones
 */
export const knownAgencies = (
  database: Database,
  known: () => readonly string[],
): ((query: object) => void) => {
  const find = database.prepare<[string, string], number>(
    'SELECT 1 FROM agencies WHERE agency_id = ? UNION ALL SELECT 1 FROM case_facts WHERE agency_id = ? LIMIT 1',
  );
  const demand = (asked: unknown, pointer: string): void => {
    for (const one of [asked].flat()) {
      if (typeof one !== 'string' || find.get(one, one) !== undefined) continue;
      const all = known();
      const named = all.slice(0, mostNamedAgencies).join(', ');
      const more = all.length > mostNamedAgencies ? `, and ${all.length - mostNamedAgencies} more` : '';
      throw new InvalidQuery(
        `there is no agency ${one}${all.length === 0 ? '' : `; there are ${named}${more}`}`,
        pointer,
      );
    }
  };
  return (query) => {
    if ('agencyId' in query) demand(query.agencyId, '/agencyId');
    const within = 'within' in query ? query.within : undefined;
    if (typeof within === 'object' && within !== null && 'agency' in within) demand(within.agency, '/agency');
  };
};

const mostNamedAgencies = 100;
