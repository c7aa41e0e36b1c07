import type { JsonValue } from '@phananh/core';
import { RowRejected } from '../row-rejected.ts';
import type { TimeReader } from '../time/instants.ts';
import type { Columns, Fields } from './columns.ts';
import type { TimeSource, ValueExpression } from './schema.ts';
import { compileTime } from './times.ts';

/** Makes a value from a record; undefined for nothing. Throws {@link RowRejected}. */
export type Evaluate = (fields: Fields) => JsonValue | undefined;

/** What expressions are compiled with: once a file, so that a row costs no look-up of names. */
export interface Source {
  readonly columns: Columns;
  readonly readTime: TimeReader;
  /** What stands before the fraction of a number. */
  readonly decimal: '.' | ',';
  /** Makes an id of a text. */
  readonly slug: (text: string) => string;
}

export const compileExpression = (expression: ValueExpression, source: Source): Evaluate => {
  if (typeof expression === 'string') return column(expression, source);
  const { constant, template, firstOf, lookup, matching, number, instant, list, object } = expression;
  const compile = (inner: ValueExpression): Evaluate => compileExpression(inner, source);
  if (expression.column !== undefined) return column(expression.column, source);
  if (constant !== undefined) return () => constant;
  if (template !== undefined) return compileTemplate(template, source);
  if (firstOf !== undefined) return first(firstOf.map(compile));
  if (lookup !== undefined) return compileLookup(lookup, compile);
  if (matching !== undefined) return compileMatching(matching, compile);
  if (number !== undefined) return toNumber(compile(number), source);
  if (instant !== undefined) return toInstant(instant, source);
  if (expression.slug !== undefined) return mapText(compile(expression.slug), remembering(source.slug));
  if (list !== undefined) return toList(list.map(compile));
  return compileObject(object ?? {}, source);
};

/** Fields that are nothing are left out, and an object without any is nothing itself. */
export const compileObject = (
  fields: { readonly [field: string]: ValueExpression },
  source: Source,
): ((fields: Fields) => { readonly [field: string]: JsonValue } | undefined) => {
  const compiled = Object.entries(fields).map(
    ([name, expression]) => [name, compileExpression(expression, source)] as const,
  );
  return (row) => {
    let made: { [field: string]: JsonValue } | undefined;
    for (const [name, evaluate] of compiled) {
      const value = evaluate(row);
      if (value === undefined) continue;
      made ??= {};
      made[name] = value;
    }
    return made;
  };
};

const column = (name: string, { columns }: Source): Evaluate => {
  const read = columns.reader(name);
  return (fields) => read(fields) || undefined;
};

const first =
  (evaluates: readonly Evaluate[]): Evaluate =>
  (fields) => {
    for (const evaluate of evaluates) {
      const value = evaluate(fields);
      if (value !== undefined) return value;
    }
    return undefined;
  };

const compileTemplate = (template: string, { columns }: Source): Evaluate => {
  const parts = template
    .split(/\{([^{}]+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : columns.reader(part)));
  return (fields) => {
    let text = '';
    let found = false;
    for (const part of parts) {
      const piece = typeof part === 'string' ? part : part(fields);
      if (typeof part !== 'string' && piece !== '') found = true;
      text += piece;
    }
    return found ? text.trim() : undefined;
  };
};

const compileLookup = (
  { of, values, default: otherwise }: NonNullable<Exclude<ValueExpression, string>['lookup']>,
  compile: (inner: ValueExpression) => Evaluate,
): Evaluate => {
  const key = compile(of);
  const table = new Map(Object.entries(values));
  const fallback = otherwise === undefined ? undefined : compile(otherwise);
  return (fields) => {
    const found = key(fields);
    const value = table.get(found === undefined ? '' : String(found));
    if (value !== undefined) return value;
    if (fallback !== undefined) return fallback(fields);
    if (found === undefined) return undefined;
    throw new RowRejected('unknown-value', `${String(found)} is not one of ${[...table.keys()].join(', ')}`);
  };
};

const compileMatching = (
  { of, patterns, default: otherwise }: NonNullable<Exclude<ValueExpression, string>['matching']>,
  compile: (inner: ValueExpression) => Evaluate,
): Evaluate => {
  const textOf = compile(of);
  const regexes = patterns.map(([pattern, value]) => ({ regex: new RegExp(pattern, 'u'), value }));
  const fallback = otherwise === undefined ? undefined : compile(otherwise);
  return (fields) => {
    const text = String(textOf(fields) ?? '');
    const found = regexes.find(({ regex }) => regex.test(text));
    return found === undefined ? fallback?.(fields) : found.value;
  };
};

const toNumber =
  (evaluate: Evaluate, { decimal }: Source): Evaluate =>
  (fields) => {
    const value = evaluate(fields);
    if (value === undefined || typeof value === 'number') return value;
    const text = String(value);
    const number = Number(decimal === ',' ? withPoint(text) : text);
    if (Number.isFinite(number)) return number;
    const hint =
      decimal === '.' && /^[+-]?\d+,\d+$/.test(text) ? '; `format.decimal` says "," for this one' : '';
    throw new RowRejected('not-a-number', `${text} is not a number${hint}`);
  };

/** `1.234,5` and `16,46` as JSON has them; NaN for what is neither, so that a point is never taken for a comma. */
const withPoint = (text: string): string =>
  /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?(?:[eE][+-]?\d+)?$/.test(text)
    ? text.replaceAll('.', '').replace(',', '.')
    : 'NaN';

/** Of a day its end: an instant in a command is one by which something is due. */
const toInstant = (named: TimeSource, source: Source): Evaluate => {
  const read = compileTime(named, source);
  return (fields) => read(fields)?.end;
};

const mapText =
  (evaluate: Evaluate, change: (text: string) => string): Evaluate =>
  (fields) => {
    const value = evaluate(fields);
    return value === undefined ? undefined : change(String(value)) || undefined;
  };

/** What was made of the last texts: a column that becomes an id has few. */
const remembering = (change: (text: string) => string): ((text: string) => string) => {
  const made = new Map<string, string>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    if (made.size === mostRemembered) made.clear();
    const changed = change(text);
    made.set(text, changed);
    return changed;
  };
};

const mostRemembered = 1_000;

const toList =
  (evaluates: readonly Evaluate[]): Evaluate =>
  (fields) => {
    const values = evaluates.map((evaluate) => evaluate(fields)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values;
  };
