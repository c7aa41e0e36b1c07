import { isList, type JsonObject, type JsonValue } from '../engine/index.ts';

/** A place where two values of JSON differ. `from` is absent where there was nothing, `to` where there is nothing any more. */
export interface Change {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/** Where two values differ, as deep as can be told, in the order of the fields. Items of lists are compared by their places. */
export const changesBetween = (from: JsonValue, to: JsonValue): readonly Change[] => [
  ...changesAt('', from, to),
];

function* changesAt(
  pointer: string,
  from: JsonValue | undefined,
  to: JsonValue | undefined,
): Generator<Change, undefined> {
  const parts = partsOf(from, to);
  if (parts === undefined) {
    if (from !== to) yield { pointer, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    return;
  }
  for (const name of parts.names) {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    yield* changesAt(at, own(parts.from, name), own(parts.to, name));
  }
}

interface Parts {
  readonly names: readonly string[];
  readonly from: JsonObject;
  readonly to: JsonObject;
}

/** What both values are made of; undefined where they are compared as a whole: one is no object and no list, or not like the other. */
const partsOf = (from: JsonValue | undefined, to: JsonValue | undefined): Parts | undefined => {
  if (typeof from !== 'object' || typeof to !== 'object' || from === null || to === null) return undefined;
  if (isList(from) !== isList(to)) return undefined;
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  return { names: [...new Set([...Object.keys(before), ...Object.keys(after)])], from: before, to: after };
};

/** A field may be called as what every object has. */
const own = (fields: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const fieldsOf = (value: JsonObject | readonly JsonValue[]): JsonObject =>
  isList(value) ? Object.fromEntries(value.entries()) : value;
