import canonicalize from 'canonicalize';
import { isList, type JsonObject, type JsonValue } from './json.ts';

/** Most levels that are put in order here, by recursion. The library has no recursion and takes deeper values. */
const deepest = 50;

/**
 * The canonical JSON of a value (RFC 8785); fields that are undefined are left out.
 *
 * Values of the usual forms are put in order here and written by `JSON.stringify`, whose numbers and strings are those of the
 * RFC: every command is written once for its digest. The library has all others, and says what is wrong with them.
 *
 * @throws Error for lone surrogates and numbers that JSON does not have
 */
export const canonicalJson = (value: JsonValue): string => {
  const inOrder = usual(value, 0);
  return inOrder === undefined ? (canonicalize(value) ?? 'null') : JSON.stringify(inOrder);
};

/** The value with its fields in order; undefined when it is not of the usual forms. */
const usual = (value: JsonValue | undefined, depth: number): JsonValue | undefined => {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : undefined;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      if (depth === deepest) return undefined;
      return isList(value) ? list(value, depth + 1) : fields(value, depth + 1);
    default:
      return undefined;
  }
};

const list = (values: readonly JsonValue[], depth: number): readonly JsonValue[] | undefined => {
  let changed: JsonValue[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const one = usual(values[index], depth);
    if (one === undefined) return undefined;
    if (one === values[index]) continue;
    changed ??= [...values];
    changed[index] = one;
  }
  return changed ?? values;
};

const fields = (object: JsonObject, depth: number): JsonObject | undefined => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const ordered: { [key: string]: JsonValue } = {};
  for (const key of inOrder(Object.keys(object))) {
    const value = object[key];
    if (value === undefined) continue;
    const one = isUsualName(key) ? usual(value, depth) : undefined;
    if (one === undefined) return undefined;
    ordered[key] = one;
  }
  return ordered;
};

/** Not for a name that begins with a digit: JavaScript puts integer keys first, in whichever order they were set. */
const isUsualName = (key: string): boolean =>
  !(key >= '0' && key < ':') && key !== 'toJSON' && key !== '__proto__' && key.isWellFormed();

/** Sorts names by UTF-16 units, as RFC 8785 demands. In place: for a few names `sort` allocates more memory than the JSON itself. */
const inOrder = (keys: string[]): readonly string[] => {
  if (keys.length > mostInPlace) return keys.sort();
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] ?? '';
    let place = next;
    for (; place > 0 && key < (keys[place - 1] ?? ''); place--) keys[place] = keys[place - 1] ?? '';
    keys[place] = key;
  }
  return keys;
};

/** Most names that are sorted by insertion; for more `sort` is faster. */
const mostInPlace = 24;
