import { z } from 'zod';
import { isList, type JsonObject, type JsonValue } from '../base/json.ts';
import { type Erased, pointerPart } from '../log/personal-envelope.ts';
import type { EventTable } from './event-definition.ts';

/** How a field is sealed: as a whole, or with a part of it in clear beside it. */
export interface SealedField {
  /** The part of a value that stays in clear, for good: also after the rest was erased. Absent: nothing. */
  readonly beside?: (value: JsonObject) => JsonObject;
}

/** The mark stands on the schema itself: whatever wraps it (`optional`, a list) still holds it. */
const mark = Symbol('sealed');
interface Marked {
  readonly [mark]?: SealedField;
}
const marked = <Schema extends z.ZodType>(schema: Schema, field: SealedField): Schema =>
  Object.assign(schema, { [mark]: field });
const markOf = (schema: z.ZodType & Marked): SealedField | undefined => schema[mark];

const Erasure: z.ZodType<Erased> = z.strictObject({ erased: z.literal(true) });

/**
 * Marks a field of an event as one that a store with keys encrypts, under the key of the person whom the workflow's `subjectOf` names: a
 * value, or {@link Erased} once that key was destroyed.
 */
export const sealed = <Schema extends z.ZodType>(
  schema: Schema,
): z.ZodUnion<readonly [Schema, typeof Erasure]> => marked(z.union([schema, Erasure]), {});

/**
 * As {@link sealed}, of an object whose part stays in clear: the schema is that of the whole value and of that part with the mark
 * `erased: true`.
 */
export const sealedBeside = <Schema extends z.ZodType>(
  schema: Schema,
  beside: (value: JsonObject) => JsonObject,
): Schema => marked(schema, { beside });

/** The sealed fields of a schema as a tree of its fields; undefined when it has none. */
export interface SealedTree {
  readonly sealed?: SealedField;
  readonly fields?: ReadonlyMap<string, SealedTree>;
  /** Of each item of a list, or each value of a record. */
  readonly items?: SealedTree;
}

const sealedFieldsOf = (schema: z.ZodType): SealedTree | undefined => {
  const rule = markOf(schema);
  if (rule !== undefined) return { sealed: rule };
  if (schema instanceof z.ZodObject) {
    const fields = new Map<string, SealedTree>();
    for (const [name, field] of Object.entries(schema.shape)) {
      const found = field instanceof z.ZodType ? sealedFieldsOf(field) : undefined;
      if (found !== undefined) fields.set(name, found);
    }
    return fields.size === 0 ? undefined : { fields };
  }
  const item =
    schema instanceof z.ZodArray
      ? schema.element
      : schema instanceof z.ZodRecord
        ? schema.valueType
        : undefined;
  if (item instanceof z.ZodType) {
    const items = sealedFieldsOf(item);
    return items && { items };
  }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  ) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? sealedFieldsOf(inner) : undefined;
  }
  return undefined;
};

/** Every value of the data that is to be sealed, replaced by what `seal` gives for it and its pointer; the same object when there is none. */
export const withSealed = (
  tree: SealedTree,
  data: JsonObject,
  seal: (value: JsonValue, pointer: string, field: SealedField) => JsonValue,
): JsonObject => {
  const walk = (at: SealedTree, value: JsonValue, pointer: string): JsonValue => {
    if (value === null) return value;
    if (at.sealed !== undefined) return seal(value, pointer, at.sealed);
    if (typeof value !== 'object') return value;
    const { items } = at;
    if (isList(value)) {
      return items === undefined
        ? value
        : value.map((item, index) => walk(items, item, `${pointer}/${index}`));
    }
    return walkFields(at, value, pointer);
  };
  const walkFields = ({ fields, items }: SealedTree, value: JsonObject, pointer: string): JsonObject => {
    let changed: { [name: string]: JsonValue | undefined } | undefined;
    for (const name of items === undefined ? (fields?.keys() ?? []) : Object.keys(value)) {
      const field = Object.hasOwn(value, name) ? value[name] : undefined;
      const below = items ?? fields?.get(name);
      if (field === undefined || below === undefined) continue;
      const next = walk(below, field, `${pointer}/${pointerPart(name)}`);
      if (next === field) continue;
      changed ??= { ...value };
      changed[name] = next;
    }
    return changed ?? value;
  };
  return walkFields(tree, data, '');
};

/** The sealed fields of the types of events that have some. */
export const eventTreesOf = (events: EventTable): ReadonlyMap<string, SealedTree> => {
  const found = new Map<string, SealedTree>();
  for (const [type, { schema }] of Object.entries(events)) {
    const tree = sealedFieldsOf(schema);
    if (tree !== undefined) found.set(type, tree);
  }
  return found;
};
