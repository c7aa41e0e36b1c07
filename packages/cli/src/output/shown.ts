import type { JsonValue } from '@phananh/core';
import { inZone } from '@phananh/core/calendar';
import { isInstant } from '@phananh/core/engine';

/** Values as people read them: times where the calendar is in force, with their offset, and nothing as JSON. */

/** A text, or an instant in a zone. */
export const shownIn = (zone: string): ((text: string) => string) => {
  const local = inZone(zone);
  return (text) => (isInstant(text) ? local(text) : text);
};

/** The same wherever an instant stands in a text, as in messages of errors. */
export const timesShownIn = (zone: string): ((text: string) => string) => {
  const shown = shownIn(zone);
  return (text) => text.replaceAll(instantInText, shown);
};

const instantInText = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;

const separator = '; ';

/** The values in an object with their names, those of nested ones with dots: `location.lat`. Nothing is left out but what says nothing. */
export const namedValues = (
  value: { readonly [name: string]: JsonValue | undefined },
  zone: string,
): readonly (readonly [name: string, text: string])[] =>
  Object.entries(value).flatMap(([name, inner]) => named(name, inner, shownIn(zone)));

const named = (
  name: string,
  value: JsonValue | undefined,
  shown: (text: string) => string,
): readonly (readonly [string, string])[] => {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') return [[name, shown(value).replaceAll(/\s+/g, ' ')]];
  if (typeof value !== 'object') return [[name, String(value)]];
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([inner, one]) => named(`${name}.${inner}`, one, shown));
  if (value.some((one) => typeof one === 'object' && one !== null))
    return value.flatMap((one, index) => named(`${name}.${index + 1}`, one, shown));
  return value.length === 0 ? [] : [[name, value.map((one) => shown(String(one))).join(', ')]];
};

/** The same in one line: `reason out-of-scope; location.lat 16.46`. */
export const inOneLine = (value: { readonly [name: string]: JsonValue | undefined }, zone: string): string =>
  namedValues(value, zone)
    .map(([name, text]) => `${name} ${text}`)
    .join(separator);
