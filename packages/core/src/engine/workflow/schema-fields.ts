import { z } from 'zod';
import { isMarkedPersonal } from './schema.ts';

/** Tells which fields the values of a zod schema have, by its definition. */

/** The schemas under a path (`ratings.grade`), through lists; empty when there is none; undefined when any value may be there. */
export const schemasAt = (schema: z.ZodType, path: string): readonly z.ZodType[] | undefined => {
  let found: readonly z.ZodType[] = [schema];
  for (const name of path.split('.')) {
    const objects = found.map(objectsOf);
    if (objects.includes(undefined)) return undefined;
    found = objects
      .flatMap((one) => one ?? [])
      .map(({ shape }): unknown => (Object.hasOwn(shape, name) ? shape[name] : undefined))
      .filter(isSchema);
  }
  return found;
};

/** The names of the fields that the values of a schema have; none when it can have fields that none names. */
export const fieldNamesOf = (schema: z.ZodType): readonly string[] => [
  ...new Set((objectsOf(schema) ?? []).flatMap(({ shape }) => Object.keys(shape))),
];

/** A field that values have, at any depth: under which name, and whether it is personal or has something personal in it. */
export interface NamedField {
  readonly name: string;
  readonly personal: boolean;
}

/** Every field that a schema names, through lists and unions, at any depth. */
export const fieldsWithin = (schema: z.ZodType): readonly NamedField[] => {
  const found: NamedField[] = [];
  // Schemas may contain themselves; below a personal field they are personal too.
  const seen = { below: new Set<z.ZodType>(), beside: new Set<z.ZodType>() };
  const walk = (at: z.ZodType, below: boolean): void => {
    const visited = below ? seen.below : seen.beside;
    if (visited.has(at)) return;
    visited.add(at);
    if (at instanceof z.ZodObject) {
      for (const [name, field] of Object.entries(at.shape)) {
        if (!isSchema(field)) continue;
        found.push({ name, personal: below || hasPersonal(field) });
        walk(field, below || isItselfPersonal(field));
      }
    } else for (const inner of innerOf(at)) walk(inner, below || isItselfPersonal(inner));
  };
  walk(schema, isItselfPersonal(schema));
  return found;
};

/** Whether what is under a path is personal: itself, something that it is a part of, or something in it. */
export const isPersonalAt = (schema: z.ZodType, path: string): boolean => {
  const names = path.split('.');
  const above = names.slice(0, -1).map((_, index) => names.slice(0, index + 1).join('.'));
  return (
    above.some((prefix) => schemasAt(schema, prefix)?.some(isItselfPersonal) === true) ||
    schemasAt(schema, path)?.some((one) => hasPersonal(one)) === true
  );
};

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

/** The object schemas that a value, or an item of a list, can be of; undefined when it can have fields that none names. */
const objectsOf = (schema: z.ZodType): readonly z.ZodObject[] | undefined => {
  if (schema instanceof z.ZodObject) {
    const { catchall } = schema.def;
    return catchall === undefined || catchall instanceof z.ZodNever ? [schema] : undefined;
  }
  if (isOpen(schema)) return undefined;
  const objects = (schema instanceof z.ZodArray ? [schema.element].filter(isSchema) : partsOf(schema)).map(
    objectsOf,
  );
  return objects.includes(undefined) ? undefined : objects.flatMap((found) => found ?? []);
};

/** Whether a value can have fields of any name. A text or a number has none. */
const isOpen = (schema: z.ZodType): boolean =>
  schema instanceof z.ZodRecord ||
  schema instanceof z.ZodAny ||
  schema instanceof z.ZodUnknown ||
  schema instanceof z.ZodCustom ||
  schema instanceof z.ZodTransform ||
  schema instanceof z.ZodMap;

/** The schemas that a value is of instead of this one itself: of one of them, or of all. */
const partsOf = (schema: z.ZodType): readonly z.ZodType[] => {
  if (schema instanceof z.ZodUnion) return schema.options.filter(isSchema);
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right].filter(isSchema);
  if (schema instanceof z.ZodPipe) return [schema.def.out].filter(isSchema);
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodLazy
    ? [schema.unwrap()].filter(isSchema)
    : [];
};

/** Whether a value is personal: as such, or in one of the forms that it can have. */
export const isItselfPersonal = (schema: z.ZodType): boolean =>
  isMarkedPersonal(schema) || partsOf(schema).some(isItselfPersonal);

const hasPersonal = (schema: z.ZodType, seen: Set<z.ZodType> = new Set()): boolean => {
  // Schemas may contain themselves.
  if (seen.has(schema)) return false;
  seen.add(schema);
  return isMarkedPersonal(schema) || innerOf(schema).some((inner) => hasPersonal(inner, seen));
};

const innerOf = (schema: z.ZodType): readonly z.ZodType[] => {
  if (schema instanceof z.ZodObject) return Object.values(schema.shape).filter(isSchema);
  if (schema instanceof z.ZodArray) return [schema.element].filter(isSchema);
  if (schema instanceof z.ZodTuple) return schema.def.items.filter(isSchema);
  if (schema instanceof z.ZodRecord) return [schema.valueType].filter(isSchema);
  if (schema instanceof z.ZodPipe) return [schema.def.in, schema.def.out].filter(isSchema);
  return partsOf(schema);
};

/**
 * Where a schema drops fields that it does not know, by path; empty for the value itself, which must be strict. What is below keeps
 * any field when it says so (`z.looseObject`, `z.record`).
 */
export const placesThatDrop = (schema: z.ZodType): readonly string[] => {
  const found = new Set<string>();
  const seen = new Set<z.ZodType>();
  const walk = (at: z.ZodType, path: string): void => {
    if (seen.has(at)) return;
    seen.add(at);
    if (at instanceof z.ZodObject) {
      const { catchall } = at.def;
      const isStrict = catchall instanceof z.ZodNever;
      if (!isStrict && (path === '' || catchall === undefined)) found.add(path);
      for (const [name, field] of Object.entries(at.shape))
        if (isSchema(field)) walk(field, `${path}/${name}`);
    } else if (at instanceof z.ZodPipe) for (const inner of innerOf(at)) walk(inner, path);
    else {
      const below = partsOf(at).length > 0 ? path : `${path}/*`;
      for (const inner of innerOf(at)) walk(inner, below);
    }
  };
  walk(schema, '');
  return [...found];
};
