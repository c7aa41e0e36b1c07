/** What of a JSON schema says how its values are put together. */
export interface FormatSchema {
  readonly type?: unknown;
  readonly description?: string | undefined;
  readonly 'x-set'?: unknown;
  readonly properties?: { readonly [name: string]: unknown } | undefined;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly prefixItems?: unknown;
  readonly anyOf?: unknown;
  readonly $ref?: string | undefined;
  readonly $defs?: { readonly [name: string]: unknown } | undefined;
}

const isSchema = (value: unknown): value is FormatSchema => typeof value === 'object' && value !== null;

/** A schema as the alternatives that it consists of. */
const alternatives = (schema: unknown, root: FormatSchema): readonly FormatSchema[] => {
  if (!isSchema(schema)) return [];
  const { $ref, anyOf } = schema;
  const referred = $ref === undefined ? [] : alternatives(root.$defs?.[$ref.split('/').at(-1) ?? ''], root);
  const some = Array.isArray(anyOf) ? anyOf.flatMap((one) => alternatives(one, root)) : [];
  return [schema, ...referred, ...some];
};

/**
 * The same value in another order: the keys of its objects, and its lists that the JSON schema of the format marks as sets.
 *
 * @param random a number from 0 up to, and without, another one
 */
export const inAnotherOrder = (
  value: unknown,
  root: FormatSchema,
  random: (below: number) => number,
): unknown => {
  const shuffled = <Entry>(entries: readonly Entry[]): Entry[] => {
    const left = [...entries];
    return entries.flatMap(() => left.splice(random(left.length), 1));
  };
  const ordered = (of: unknown, schemas: readonly FormatSchema[]): unknown => {
    if (Array.isArray(of)) {
      const lists = schemas.filter(({ type }) => type === 'array');
      const items = lists.flatMap((list) => alternatives(list.items, root));
      const entries = of.map((entry: unknown) => ordered(entry, items));
      return lists.some((list) => list['x-set'] === true) ? shuffled(entries) : entries;
    }
    if (typeof of !== 'object' || of === null) return of;
    const within = (name: string): readonly FormatSchema[] =>
      schemas.flatMap(({ properties = {}, additionalProperties }) =>
        alternatives(Object.hasOwn(properties, name) ? properties[name] : additionalProperties, root),
      );
    return Object.fromEntries(
      shuffled(Object.entries(of)).map(([name, one]) => [name, ordered(one, within(name))]),
    );
  };
  return ordered(value, alternatives(root, root));
};

const saysOrder = /A set: its order means nothing|[Ii]n (?:this|the|their) order|Tried in turn/;

/** The places of a JSON schema with a list that does not say whether its order means something. */
export const listsWithoutOrder = (root: FormatSchema): readonly string[] => {
  const seen = new Set<unknown>();
  const found = (schema: unknown, path: string): readonly string[] => {
    if (!isSchema(schema) || seen.has(schema)) return [];
    seen.add(schema);
    const { type, description = '', prefixItems } = schema;
    const isSilent = type === 'array' && prefixItems === undefined && !saysOrder.test(description);
    const inside = Object.entries(schema).flatMap(([name, one]: readonly [string, unknown]) => {
      if (Array.isArray(one)) return one.flatMap((each, index) => found(each, `${path}/${name}/${index}`));
      return found(one, `${path}/${name}`);
    });
    return isSilent ? [path, ...inside] : inside;
  };
  return found(root, '');
};
