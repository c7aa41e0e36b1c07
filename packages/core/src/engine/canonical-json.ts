import canonicalize from 'canonicalize';
import type { JsonObject, JsonValue } from './json.ts';

/** Text that JSON writes as it is, between quotation marks. */
const plainText = /^[ !#-[\]-~]*$/;

/** Deeper values are left to the library, which does not recurse. */
const deepest = 50;

/**
 * The canonical JSON of a value (RFC 8785); fields that are undefined are left out.
 *
 * Values of the usual forms are written here, in half the time and with half the garbage of the library: every command is
 * written once for its digest. The library has all others, and says what is wrong with them.
 *
 * @throws Error for lone surrogates and numbers that JSON does not have
 */
export const canonicalJson = (value: JsonValue): string => usual(value, 0) ?? canonicalize(value) ?? 'null';

/** Undefined: it is not of the usual forms. */
const usual = (value: JsonValue | undefined, depth: number): string | undefined => {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (depth === deepest) return undefined;
      return isList(value) ? list(value, depth + 1) : fields(value, depth + 1);
    default:
      return undefined;
  }
};

const isList = (value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] =>
  Array.isArray(value);

const text = (value: string): string | undefined => {
  if (plainText.test(value)) return `"${value}"`;
  return value.isWellFormed() ? JSON.stringify(value) : undefined;
};

const list = (values: readonly JsonValue[], depth: number): string | undefined => {
  let written = '[';
  for (let index = 0; index < values.length; index++) {
    const one = usual(values[index], depth);
    if (one === undefined) return undefined;
    written += index === 0 ? one : `,${one}`;
  }
  return `${written}]`;
};

const fields = (object: JsonObject, depth: number): string | undefined => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  let written = '';
  for (const key of inOrder(Object.keys(object))) {
    const value = object[key];
    if (value === undefined) continue;
    const [name, one] = [text(key), usual(value, depth)];
    if (name === undefined || one === undefined || key === 'toJSON') return undefined;
    written += written === '' ? `${name}:${one}` : `,${name}:${one}`;
  }
  return `{${written}}`;
};

/** By UTF-16 units, as RFC 8785 wants it. In place: `sort` makes more garbage than all that is written of a few keys. */
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

/** An insertion sort of more takes longer than `sort`. */
const mostInPlace = 24;
