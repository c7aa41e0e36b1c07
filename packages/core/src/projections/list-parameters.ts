import { z } from 'zod';
import { type Actor, anyOf, type Instant, severalOf, wholeNumber } from '../engine/index.ts';
import { verdicts } from '../sla/index.ts';
import { monthOf } from './checks/index.ts';
import type { AnyList } from './declared-list.ts';
import { type CountQuery, type ListFilter, type ListQuery, mostListedRows } from './list.ts';
import { moment } from './moment.ts';
import type { DeclaredColumn, DeclaredColumns } from './tables/declared-column.ts';

/** What can be asked of a list, as a query string and a command line say it: every parameter follows from a column. */

/** A parameter with what it asks of which column. */
interface Parameter {
  readonly schema: z.ZodType;
  readonly column: string;
  readonly asks: 'oneOf' | 'from' | 'to';
}

const parametersOf = (
  list: AnyList,
  startOf: (day: string) => Instant,
): { readonly [name: string]: Parameter } => {
  const fields: DeclaredColumns = list.of.fields;
  return Object.fromEntries(
    list.filters.flatMap((column): readonly (readonly [string, Parameter])[] => {
      const field = fields[column];
      // What nobody sees is asked for by code alone.
      if (field === undefined || !isSeen(list, column)) return [];
      const one = oneOfSchema(field);
      const bound = boundSchema(field, startOf);
      return [
        ...(one === undefined ? [] : [[column, { schema: one, column, asks: 'oneOf' }] as const]),
        ...(bound === undefined
          ? []
          : [
              [
                `${column}From`,
                { schema: bound.describe(`${said(column, field)}: at or after.`), column, asks: 'from' },
              ] as const,
              [
                `${column}To`,
                { schema: bound.describe(`${said(column, field)}: before.`), column, asks: 'to' },
              ] as const,
            ]),
      ];
    }),
  );
};

const isSeen = ({ readers }: AnyList, column: string): boolean =>
  Object.values(readers).some(({ columns }) => columns.includes(column));

const said = (name: string, { kind, meaning }: DeclaredColumn): string =>
  kind === 'clock' ? `When ${name} is due` : meaning.replace(/\.$/, '') || name;

const oneOfSchema = ({ kind, values, meaning }: DeclaredColumn): z.ZodType | undefined => {
  if (kind === 'clock')
    return severalOf(verdicts).describe(
      `Verdict now${meaning === '' ? '' : ` of: ${meaning.replace(/\.$/, '')}`}. One or several, with commas: ${verdicts.join(', ')}.`,
    );
  if (kind === 'boolean')
    return z
      .enum(['true', 'false'])
      .transform((word) => [word === 'true'])
      .describe(meaning);
  if (kind !== 'text') return undefined;
  const [first, ...others] = values ?? [];
  if (first === undefined) return anyOf().describe(`${meaning} Repeat it for one of several.`.trim());
  const names = [first, ...others].join(', ');
  return severalOf([first, ...others]).describe(`${meaning} One or several, with commas: ${names}.`.trim());
};

const boundSchema = ({ kind }: DeclaredColumn, startOf: (day: string) => Instant): z.ZodType | undefined => {
  if (kind === 'instant' || kind === 'clock') return moment(startOf);
  if (kind === 'day') return z.iso.date();
  return kind === 'integer' || kind === 'real' ? z.coerce.number() : undefined;
};

/** Long enough for every question that somebody types. */
const longestSearch = 200;

// Not `cond ? {} : { q }`: its type has a `q?: never`, which is no shape of an object for whoever compiles without `exactOptionalPropertyTypes`.
const searchOf = ({ search }: AnyList) => ({
  ...(search.length > 0 && {
    q: z
      .string()
      .min(1)
      .max(longestSearch)
      .optional()
      .describe(
        `Words of ${search.join(', ')}, of those that the actor sees: all must occur, with or without diacritics, those in quotes next to each other; the last may be a beginning.`,
      ),
  }),
});

const optional = (schemas: { readonly [name: string]: z.ZodType }) =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schema.optional()]));

const schemasOf = (parameters: { readonly [name: string]: Parameter }) =>
  optional(Object.fromEntries(Object.entries(parameters).map(([name, { schema }]) => [name, schema])));

/** The parameters of a list's pages. @param startOf where a day begins */
export const listParameters = (list: AnyList, startOf: (day: string) => Instant) => {
  const orders = list.sorts.flatMap((name) => [name, `-${name}`]);
  const [first, ...others] = orders;
  return z.strictObject({
    ...schemasOf(parametersOf(list, startOf)),
    ...searchOf(list),
    ...(first !== undefined && {
      sort: z
        .enum([first, ...others])
        .optional()
        .describe('With `-` from the largest on. Rows without a value come last.'),
    }),
    limit: wholeNumber({ min: 1, max: mostListedRows }).optional(),
    cursor: z.string().min(1).max(4_000).optional().describe('As `nextCursor` gave it.'),
  });
};

/** The parameters of its counts. */
export const countParameters = (list: AnyList, startOf: (day: string) => Instant) => {
  const groups = [...list.counts, ...list.months.map(monthOf)];
  const [first, ...others] = groups;
  return z.strictObject({
    ...schemasOf(parametersOf(list, startOf)),
    ...searchOf(list),
    ...(first !== undefined && {
      by: severalOf([first, ...others])
        .optional()
        .describe(
          `By what is counted, a verdict of a clock as it is now. One or several, with commas: ${groups.join(', ')}.`,
        ),
    }),
  });
};

interface Asked {
  readonly list: string;
  readonly reader?: Actor;
  readonly now: Instant;
}

/** The question that parsed parameters ask. */
export const listQueryOf = (
  list: AnyList,
  asked: Asked,
  { q, sort, limit, cursor, ...filters }: { readonly [name: string]: unknown },
): ListQuery => ({
  ...asked,
  ...whereOf(list, filters),
  ...(typeof q === 'string' && { q }),
  ...(typeof sort === 'string' && { sort }),
  ...(typeof limit === 'number' && { limit }),
  ...(typeof cursor === 'string' && { cursor }),
});

export const countQueryOf = (
  list: AnyList,
  asked: Asked,
  { q, by, ...filters }: { readonly [name: string]: unknown },
): CountQuery => ({
  ...asked,
  ...whereOf(list, filters),
  ...(typeof q === 'string' && { q }),
  by: Array.isArray(by) ? by.filter((name) => typeof name === 'string') : [],
});

const whereOf = (
  list: AnyList,
  filters: { readonly [name: string]: unknown },
): { readonly where?: { readonly [column: string]: ListFilter } } => {
  const where: { [column: string]: ListFilter } = {};
  // Where a day begins was settled when they were parsed.
  for (const [name, { column, asks }] of Object.entries(parametersOf(list, (day) => day))) {
    const value = filters[name];
    if (value === undefined) continue;
    // Of the schemas above.
    where[column] = { ...where[column], [asks]: value } as ListFilter;
  }
  return Object.keys(where).length === 0 ? {} : { where };
};
