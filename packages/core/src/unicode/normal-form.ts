/**
 * The one form of Unicode in which names are compared: NFC. Whatever comes from outside is brought into it before anything looks
 * at it; what the log has is left as it was written.
 */

/** Every character below is its own NFC, and composes with nothing before it. */
const beyondLatin = /[\u0300-\uffff]/;

/** The text in NFC: itself, told at a glance, when it is Latin. */
export const normalText = (text: string): string => (beyondLatin.test(text) ? text.normalize('NFC') : text);

/**
 * The forms in which one name can have been written: as it stands, composed, decomposed, and as Windows-1258 has it. One for
 * nearly every name.
 */
export const formsOf = (text: string): readonly string[] =>
  beyondLatin.test(text) || vietnamese.test(text)
    ? [...new Set([text, text.normalize('NFC'), text.normalize('NFD'), withTonesApart(text)])]
    : [text];

/** Letters below U+0300 that have another form. */
const vietnamese = /[\u00c0-\u024f]/;

/** The form of the encoding Windows-1258, and of old keyboards for Vietnamese: `ê` is a letter, its tone stands behind it. */
const withTonesApart = (text: string): string =>
  text
    .normalize('NFD')
    .replace(
      /([aeou])([\u0300\u0301\u0303\u0309\u0323]?)([\u0302\u0306\u031b])/gi,
      (_, letter: string, tone: string, mark: string) => (letter + mark).normalize('NFC') + tone,
    );

/**
 * The value with every text and every key in NFC: the very value where nothing is to be changed. Goes into lists and plain
 * objects only; what else there is, a schema refuses. Of keys that become one the last one stays: see {@link sameKeys}.
 */
export const inNormalForm = <Value>(value: Value): Value =>
  // It has the shape of what was given, text for text.
  isNormal(value, 0, none) ? value : (normalised(value, none) as Value);

const none: readonly object[] = [];

/** From this depth on it is looked whether a value holds itself: sooner would make lists for every command. */
const deep = 8;

/** Asked of every command, and nearly always true: nothing is made. */
const isNormal = (value: unknown, depth: number, above: readonly object[]): boolean => {
  if (typeof value === 'string') return isNormalText(value);
  if (typeof value !== 'object' || value === null) return true;
  // A value that holds itself is refused elsewhere.
  if (above.includes(value)) return true;
  const inside = depth < deep ? above : [...above, value];
  if (Array.isArray(value)) return value.every((one) => isNormal(one, depth + 1, inside));
  if (!isPlain(value)) return true;
  for (const key in value) {
    // It is an object, and not null.
    const one = (value as { readonly [key: string]: unknown })[key];
    if (!isNormalText(key) || !isNormal(one, depth + 1, inside)) return false;
  }
  return true;
};

/** Whether the text is in NFC. */
export const isNormalText = (text: string): boolean => normalText(text) === text;

const normalised = (value: unknown, above: readonly object[]): unknown => {
  if (typeof value === 'string') return normalText(value);
  if (typeof value !== 'object' || value === null || above.includes(value)) return value;
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((one) => normalised(one, inside));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [normalText(key), normalised(one, inside)]),
  );
};

/** By the depth of its prototype chain, so that plain objects of another realm count too. */
const isPlain = (object: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** Paths of keys that stand beside one that becomes the same: readers would disagree on what the value says. */
export const sameKeys = (
  value: unknown,
  path: readonly (string | number)[] = [],
  above: readonly unknown[] = [],
): readonly (readonly (string | number)[])[] => {
  if (typeof value !== 'object' || value === null || above.includes(value)) return [];
  const inside = [...above, value];
  if (Array.isArray(value)) return value.flatMap((one, index) => sameKeys(one, [...path, index], inside));
  if (!isPlain(value)) return [];
  const keys = new Set<string>();
  return Object.entries(value).flatMap(([key, one]) => {
    const at = [...path, normalText(key)];
    const found = sameKeys(one, at, inside);
    if (keys.has(normalText(key))) return [at, ...found];
    keys.add(normalText(key));
    return found;
  });
};
