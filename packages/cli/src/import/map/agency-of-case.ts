import { RowRejected } from '../row-rejected.ts';
import type { Fields } from './columns.ts';
import { compileExpression, type Source } from './expressions.ts';
import { formerSlug, formerSlugs } from './former-slugs.ts';
import type { StepOfMap } from './schema.ts';

/** An agency as a row names it. */
export interface AgencyOfCase {
  readonly agencyId: string;
  /** Ids under which earlier versions may have registered it. */
  readonly formerIds: readonly string[];
  readonly name: string;
  readonly kind: 'government' | 'enterprise';
}

export const compileAgency = (
  { name, id, kind }: NonNullable<StepOfMap['agency']>,
  source: Source,
): ((fields: Fields) => AgencyOfCase) => {
  const nameOf = compileExpression(name, source);
  const idOf = id === undefined ? undefined : compileExpression(id, source);
  const formerIdOf = id === undefined ? undefined : compileExpression(id, { ...source, slug: formerSlug });
  const known = new Map<string, AgencyOfCase>();
  return (fields) => {
    const found = nameOf(fields);
    if (found === undefined) throw new RowRejected('unknown-value', 'no agency is named');
    const text = String(found);
    const given = idOf?.(fields);
    const key = given === undefined ? text : `${String(given)}\n${text}`;
    let agency = known.get(key);
    if (agency === undefined) {
      const agencyId = given === undefined ? source.slug(text) : String(given);
      const former = given === undefined ? formerSlugs(text) : [String(formerIdOf?.(fields) ?? agencyId)];
      const formerIds = former.filter((formerId) => formerId !== agencyId && formerId !== '');
      agency = { agencyId, formerIds, name: text, kind };
      known.set(key, agency);
    }
    return agency;
  };
};
