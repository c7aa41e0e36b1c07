import { InvalidQuery, isErased, parseQuery, systemClock } from '@phananh/core/engine';
import {
  type AnyList,
  countParameters,
  countQueryOf,
  type ListedRow,
  type ListedValue,
  listParameters,
  listQueryOf,
} from '@phananh/core/read-models';
import { z } from 'zod';
import { tellRows } from '../access/rows-shown.ts';
import { type RemoteOptions, remoteHost } from '../admin/through-url.ts';
import { zoneOf } from '../admin/zone-of.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { sayGapsOfList } from '../store/gaps.ts';
import { withIdentity } from '../store/identity.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface ListOptions extends CommonOptions {
  readonly where?: readonly string[];
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly count?: string;
}

export const run = async (name: string | undefined, options: ListOptions): Promise<void> => {
  const lists = new Map(withIdentity(options.workflows).flatMap((one) => Object.entries<AnyList>(one.lists)));
  if (name === undefined) {
    if (options.json === true) printJson([...lists.keys()]);
    else for (const [one, { summary }] of lists) printLine(`${one}  ${summary}`);
    return;
  }
  const asked = lists.get(name);
  if (asked === undefined)
    throw new CliError(
      'wrong-usage',
      `there is no list ${name}; there are: ${[...lists.keys()].join(', ')}; --workflows names the module of others`,
    );
  await withReadModels(options, async (models, _, { policy }) => {
    const { startOf, zone } = policy.calendar;
    const { parkedStreams, skippedEvents, deletedStreams } = models.gaps(name);
    const gaps = { parkedStreams, skippedEvents, deletedStreams };
    const question = { list: name, now: systemClock.now() };
    if (options.count !== undefined) {
      const parameters = parsed(() =>
        parseQuery(countParameters(asked, startOf), { ...given(options), by: options.count }),
      );
      const counts = models.counts(countQueryOf(asked, question, parameters));
      if (options.json === true) return printJson({ counts, ...gaps });
      const columns = options.count.split(',');
      printLine(
        table(
          [...columns, 'count'],
          counts.map(({ of, count }) => [...columns.map((column) => shown(of[column], zone)), String(count)]),
        ),
      );
      return sayGapsOfList(gaps);
    }
    const { sort, limit, cursor } = options;
    const parameters = parsed(() =>
      parseQuery(listParameters(asked, startOf), {
        ...given(options),
        ...(sort !== undefined && { sort }),
        ...(limit !== undefined && { limit: String(limit) }),
        ...(cursor !== undefined && { cursor }),
      }),
    );
    const { rows, nextCursor } = models.list(listQueryOf(asked, question, parameters));
    await tellRows(options, 'phananh list', asked, rows);
    if (options.json === true) return printJson({ [name]: rows, nextCursor, ...gaps });
    printRows(asked, rows, zone);
    sayGapsOfList(gaps);
    if (nextCursor !== undefined) say(`more: --cursor ${nextCursor}`);
  });
};

/** The first page of a list as a host elsewhere shows it to whoever the key is. @param path of the list under `/v1`, with what is asked */
export const listOfHost = async (
  name: string,
  path: string,
  options: CommonOptions & RemoteOptions,
): Promise<void> => {
  const asked = withIdentity(options.workflows).flatMap((one) =>
    Object.entries<AnyList>(one.lists).flatMap(([of, list]) => (of === name ? [list] : [])),
  )[0];
  const answer = await remoteHost(options, {}).get(path);
  if (options.json === true || asked === undefined) return printJson(answer);
  const { nextCursor } = z.looseObject({ nextCursor: z.string().optional() }).parse(answer);
  const rows = z.looseObject({ [name]: z.array(z.custom<ListedRow>()) }).parse(answer)[name];
  printRows(asked, rows ?? [], await zoneOf(options));
  if (nextCursor !== undefined) say('there are more: --json gives their cursor');
};

const printRows = ({ of }: AnyList, rows: readonly ListedRow[], zone: string): void => {
  const columns = Object.keys(of.fields);
  printLine(
    table(
      columns,
      rows.map((row) => columns.map((column) => shown(row[column], zone))),
    ),
  );
};

/** What is wrong with what was typed is wrong usage. */
const parsed = <Parameters>(parse: () => Parameters): Parameters => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidQuery) throw new CliError('wrong-usage', error.message, { cause: error });
    throw error;
  }
};

/** `name=value` as parameters: a name that is given several times has several values. */
const given = ({ where = [] }: ListOptions): { readonly [name: string]: string | readonly string[] } => {
  const values = new Map<string, string[]>();
  for (const one of where) {
    const place = one.indexOf('=');
    if (place < 1) throw new CliError('wrong-usage', `--where takes name=value, not ${one}`);
    const name = one.slice(0, place);
    values.set(name, [...(values.get(name) ?? []), one.slice(place + 1)]);
  }
  return Object.fromEntries(
    [...values].map(([name, several]) => [name, several.length === 1 ? (several[0] ?? '') : several]),
  );
};

const shown = (value: ListedValue | undefined, zone: string): string => {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'object') return shownIn(zone)(String(value));
  if (isErased(value)) return 'erased';
  return `${value.verdict ?? 'cancelled'}${value.dueDay === null ? '' : ` (due ${value.dueDay})`}`;
};
