import type { JsonObject, JsonValue } from '@phananh/core';
import type { Field } from './fields.ts';

/**
 * What was typed, as the input of a command. What is empty is left out, so that the schema says whether it is missing; what is no number or no
 * JSON stays as it was typed, so that the schema says so where it stands.
 */
export const inputOf = (fields: readonly Field[], values: URLSearchParams): JsonObject => {
  const input: { [key: string]: JsonValue } = {};
  for (const field of fields) {
    const value = typedValue(field, values);
    if (value !== undefined) input[field.key] = value;
  }
  return input;
};

const typedValue = (field: Field, values: URLSearchParams): JsonValue | undefined => {
  const typed = values.get(field.name) ?? '';
  switch (field.kind) {
    case 'group': {
      const inner = inputOf(field.fields, values);
      return Object.keys(inner).length === 0 ? undefined : inner;
    }
    case 'yes-no':
      return typed === 'true' ? true : undefined;
    case 'whole-number':
    case 'number':
      return typed.trim() === '' ? undefined : numberOr(typed.trim());
    case 'choices':
      return listed(values.getAll(field.name));
    case 'lines':
      return listed(values.getAll(field.name).flatMap((one) => one.split(/\r?\n/)));
    case 'moment':
      return typed === '' ? undefined : inVietNam(typed);
    case 'json':
      return typed.trim() === '' ? undefined : jsonOr(typed);
    case 'text':
      // A form sends line ends as CRLF, which nobody typed.
      return typed.trim() === '' ? undefined : typed.replaceAll('\r\n', '\n');
    default:
      return typed.trim() === '' ? undefined : typed;
  }
};

const listed = (values: readonly string[]): JsonValue | undefined => {
  const given = values.map((one) => one.trim()).filter((one) => one !== '');
  return given.length === 0 ? undefined : given;
};

const numberOr = (typed: string): JsonValue => (Number.isFinite(Number(typed)) ? Number(typed) : typed);

/** A browser sends the time of a wall clock, without saying which: the pages are in Viet Nam. */
const inVietNam = (typed: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed)
    ? `${typed}:00+07:00`
    : /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(typed)
      ? `${typed}+07:00`
      : typed;

const jsonOr = (typed: string): JsonValue => {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
};
