/** Deeper nesting is a cycle or an attack: recursion over it, here or in a reader, would end in a stack overflow. */
const maximumDepth = 500;

/**
 * Where a value holds something that JSON would drop or change: `undefined`, `NaN`, a bigint, a `Date`, a class instance.
 *
 * @returns a JSON pointer (RFC 6901) to the first such place, or `undefined` when JSON carries the value exactly
 */
export const findInexactJson = (value: unknown, depth = 0): string | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : '';
    case 'object':
      if (value === null) return undefined;
      if (depth === maximumDepth) return '';
      return Array.isArray(value) ? findInArray(value, depth + 1) : findInObject(value, depth + 1);
    default:
      return '';
  }
};

const findInArray = (values: readonly unknown[], depth: number): string | undefined => {
  // By index, because iteration helpers skip the holes of a sparse array, and JSON makes them null.
  for (let index = 0; index < values.length; index++) {
    const found = findInexactJson(values[index], depth);
    if (found !== undefined) return `/${index}${found}`;
  }
  return undefined;
};

const findInObject = (object: object, depth: number): string | undefined => {
  if (!isPlainObject(object)) return '';
  // Neither entries nor keys, which would be an array for each of millions of objects.
  for (const key in object) {
    const found = findInexactJson((object as { readonly [key: string]: unknown })[key], depth);
    if (found === undefined) continue;
    // What somebody added to the prototype of all objects is not written.
    if (Object.hasOwn(object, key)) return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${found}`;
  }
  return undefined;
};

/** By the depth of its prototype chain rather than by identity, so that plain objects of another realm count too. */
export const isPlainObject = (object: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
