import { hash } from 'node:crypto';
import { isErased } from '@phananh/core/engine';
import {
  type AnyList,
  type DeclaredColumn,
  type DeclaredColumns,
  type ListedRow,
  type ListedValue,
  type ListPage,
  listParameters,
  listQueryOf,
  personalInRows,
  type RunningWorkflow,
} from '@phananh/core/read-models';
import { askFor, parseQuery } from '@phananh/http/pages';
import { agencyNames } from '../../cases/found.ts';
import { shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { erasedNote, verdictBadge } from '../../frame/look.ts';
import { asParameters, queryOf, withoutCursor, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, MenuEntry, MenuGroup, Page, Visit } from '../../frame/screen.ts';
import type { LiveList } from '../../islands/given.ts';
import { nameIn } from '../../words/naming.ts';
import { dayText, momentText } from '../../words/time.ts';
import { type HostedList, hostedFilters } from './hosted-filters.ts';
import { columnLabel, columnValue } from './hosted-names.ts';
import { liveLine, liveRoute } from './live.ts';
import { savedFilters } from './saved-filters.ts';
import { worklistWords } from './words.ts';

/** Lists of workflows beside reports. What can be asked of them follows from how they are declared, here as in the API. */

/** Where lists stand that a host always has. */
const groups: { readonly [list: string]: MenuGroup } = {
  officers: 'people',
  invitations: 'people',
  'api-keys': 'people',
  erasures: 'personalData',
  'personal-data-requests': 'personalData',
};

/** A citizen's requests are reached from the page of their data, beside which an entry of their own would say the same twice. */
const isReachedElsewhere = (list: string, kind: string): boolean =>
  list === 'personal-data-requests' && kind === 'citizen';

export const hostedListMenu = ({ hosted }: RunningWorkflow): readonly MenuEntry[] =>
  Object.entries(hosted.lists).map(([name, { readers }]) => ({
    path: `/work/${name}`,
    permission: Object.keys(readers).filter((kind) => !isReachedElsewhere(name, kind)),
    group: Object.hasOwn(groups, name) ? (groups[name] ?? 'more') : 'more',
    label: {
      en: nameIn(hosted.workflow.name, 'lists', name, 'en'),
      vi: nameIn(hosted.workflow.name, 'lists', name, 'vi'),
    },
  }));

export const hostedListPages = (frame: Frame, { hosted }: RunningWorkflow): void => {
  const lists: readonly (readonly [string, AnyList])[] = Object.entries(hosted.lists);
  for (const [name, list] of lists) {
    const asked = listParameters(list, frame.reports.policy.calendar.startOf);
    const one = { name, list, asked, workflow: hosted.workflow.name };
    const path = `/work/${name}`;
    frame.page(path, Object.keys(list.readers), (visit) => listPage(frame, visit, one));
    liveRoute(frame, path, Object.keys(list.readers), async (visit) =>
      liveRows(one, visit, await rowsFor(frame, visit, one, queryOf(visit.request))),
    );
  }
};

const listPage = async (frame: Frame, visit: Visit, one: HostedList): Promise<Page | GoTo> => {
  const { name, list, workflow } = one;
  const { request, actor, language, base } = visit;
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  const given = queryOf(request);
  const query = withoutEmpty(given);
  if (query.size < given.size) return { goTo: `/work/${name}${query.size === 0 ? '' : `?${query}`}` };
  const [page, saved] = await Promise.all([
    rowsFor(frame, visit, one, query),
    savedFilters(frame, visit, { list: name, path: `/work/${name}`, query: withoutCursor(query) }),
  ]);
  const { rows, nextCursor } = page;
  const words = worklistWords[language];
  const fields: DeclaredColumns = list.of.fields;
  const shown = (list.readers[actor.kind]?.columns ?? []).filter((column) => fields[column] !== undefined);
  const key = keyOf(one, actor.kind);
  const columns = columnsOf(one, shown, key);
  const agencyName = agencyNames(frame);
  return {
    title: nameIn(workflow, 'lists', name, language),
    under: isReachedElsewhere(name, actor.kind) ? '/personal-data' : `/work/${name}`,
    isWide: true,
    shows: [personalInRows(list, rows)],
    main: html`
      <div class="split"><h1>${nameIn(workflow, 'lists', name, language)}</h1>${begun(visit, name)}</div>
      ${hostedFilters(frame, visit, one, { query: withoutCursor(query), shown })}
      ${saved}
      ${liveLine(visit, { list: liveRows(one, visit, page), now: frame.clock.now(), path: `/work/${name}` })}
      ${
        rows.length === 0
          ? emptyList(visit, name, query.size > 0)
          : html`<table class="cases even">
            <thead><tr>${columns.map((column) => html`<th scope="col">${columnLabel(workflow, column, language)}</th>`)}</tr></thead>
            <tbody>${rows.map((row) => rowOf(row, { columns, key, fields, workflow, visit, agencyName }))}</tbody>
          </table>`
      }
      ${
        nextCursor === undefined
          ? null
          : html`<p class="pages"><a class="button second" rel="next" href=${`${base}/work/${name}?${new URLSearchParams([...query, ['cursor', nextCursor]])}`}>${words.next}</a></p>`
      }
    `,
  };
};

/** What stands on the page of a row, and would leave no room for what one looks for in the list. */
const notInTable: { readonly [list: string]: readonly string[] } = {
  'personal-data-requests': ['citizenId', 'decidedAt', 'fulfilledAt'],
  erasures: ['keysDestroyedAt', 'keys', 'inClear', 'scrubbed', 'waitsFor', 'valueKeys', 'shared'],
  'api-keys': ['onBehalfOf', 'createdAt', 'createdBy', 'revokedAt'],
  'canned-texts': ['agencyId'],
};

/** What a row is called by comes first: its name, else what it is. */
const columnsOf = ({ name }: HostedList, shown: readonly string[], key: string): readonly string[] => {
  const out = Object.hasOwn(notInTable, name) ? (notInTable[name] ?? []) : [];
  const columns = shown.filter((column) => column !== key && !out.includes(column));
  const title = columns.includes('name') ? 'name' : columns.find((column) => column !== 'phase');
  return title === undefined ? columns : [title, ...columns.filter((column) => column !== title)];
};

/** What somebody begins from its list. */
const begins: {
  readonly [list: string]: readonly [workflow: string, command: string, by: readonly string[]];
} = {
  'canned-texts': ['cannedText', 'write', ['operator', 'agency', 'admin']],
};

const begun = ({ actor, base, language }: Visit, list: string): Html => {
  const [workflow, command, by] = (Object.hasOwn(begins, list) && begins[list]) || [];
  if (workflow === undefined || command === undefined || by?.includes(actor?.kind ?? '') !== true)
    return null;
  return html`<a class="button" href=${`${base}/cases/${workflow}/new/${command}`}>${nameIn(workflow, 'commands', command, language)}</a>`;
};

/** Where what a list has comes from, of whoever may go there. */
const comesFrom: { readonly [list: string]: readonly [path: string, by: readonly string[]] } = {
  'saved-filters': ['/work', ['operator', 'agency', 'auditor', 'admin', 'analyst']],
  'bulk-runs': ['/work', ['operator', 'agency']],
  officers: ['/people', ['admin']],
  invitations: ['/people', ['admin']],
  'api-keys': ['/people', ['admin']],
};

/** A list with nothing in it says what to do next. */
const emptyList = (visit: Visit, list: string, isFiltered: boolean): Html => {
  const { actor, base, language } = visit;
  const words = worklistWords[language];
  if (isFiltered)
    return html`<div class="empty"><h2>${words.nothing}</h2><p>${words.nothingHereHelp}</p><p><a class="button second" href=${`${base}/work/${list}`}>${words.showAll}</a></p></div>`;
  const helps: { readonly [list: string]: string } = words.nothingIn;
  const [path, by] = (Object.hasOwn(comesFrom, list) && comesFrom[list]) || [];
  const leads = path !== undefined && by?.includes(actor?.kind ?? '') === true;
  return html`<div class="empty"><h2>${words.nothing}</h2>
    ${Object.hasOwn(helps, list) ? html`<p>${helps[list]}</p>` : null}
    ${leads ? html`<p><a class="button second" href=${base + path}>${path === '/work' ? words.toReports : words.toPeople}</a></p>` : null}</div>`;
};

/** Where the address says no order: by name, else the newest first, else what is due first. */
const inUsualOrder = ({ sorts, of }: AnyList, query: URLSearchParams): URLSearchParams => {
  const fields: DeclaredColumns = of.fields;
  const [first] = sorts;
  if (first === undefined || query.has('sort')) return query;
  const order = fields[first]?.kind === 'instant' ? `-${first}` : first;
  return new URLSearchParams([...query, ['sort', order]]);
};

const rowsFor = (
  frame: Frame,
  { request, actor }: Visit,
  { name, list, asked: parameters }: HostedList,
  query: URLSearchParams,
): Promise<ListPage> => {
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  const asked = parseQuery(parameters, asParameters(inUsualOrder(list, query)));
  const question = listQueryOf(list, { list: name, reader: actor, now: frame.clock.now() }, asked);
  return askFor(request, (by) => frame.readModels.list(question, by));
};

/** The column that says which subject a row is of. */
const keyOf = ({ list }: HostedList, kind: string): string => {
  const fields: DeclaredColumns = list.of.fields;
  const shown = (list.readers[kind]?.columns ?? []).filter((column) => fields[column] !== undefined);
  return shown.find((column) => fields[column]?.isKey) ?? shown[0] ?? '';
};

/** Rows have no revision of their own: each is told by a digest of what it says. */
const liveRows = (one: HostedList, { actor }: Visit, { rows, nextCursor }: ListPage): LiveList => {
  const key = keyOf(one, actor?.kind ?? '');
  return {
    rows: rows.map((row) => [
      String(row[key] ?? ''),
      hash('sha256', JSON.stringify(row), 'base64url').slice(0, 12),
    ]),
    count: null,
    isMore: false,
    isLast: nextCursor === undefined,
  };
};

const rowOf = (
  row: ListedRow,
  {
    columns,
    key,
    fields,
    workflow,
    visit,
    agencyName,
  }: {
    readonly agencyName: (agencyId: string) => string;
    readonly columns: readonly string[];
    readonly key: string;
    readonly fields: DeclaredColumns;
    readonly workflow: string;
    readonly visit: Visit;
  },
): Html => {
  const { base } = visit;
  const id = String(row[key] ?? '');
  return html`<tr>
    ${columns.map((column, at) => {
      const cell = cellOf(
        row[column] ?? null,
        { name: column, column: fields[column], workflow, agencyName },
        visit,
      );
      return at === 0
        ? html`<th scope="row"><a href=${`${base}/${workflow === 'bulkRun' ? 'bulk' : `cases/${workflow}`}/${encodeURIComponent(id)}`}>${cell ?? id}</a></th>`
        : html`<td data-label=${cell === null ? undefined : columnLabel(workflow, column, visit.language)}>${cell}</td>`;
    })}
  </tr>`;
};

const cellOf = (
  value: ListedValue,
  {
    name,
    column,
    workflow,
    agencyName,
  }: {
    readonly name: string;
    readonly column: DeclaredColumn | undefined;
    readonly workflow: string;
    readonly agencyName: (agencyId: string) => string;
  },
  visit: Visit,
): Html => {
  const { language } = visit;
  if (value === null) {
    const absent: { readonly [field: string]: string } = worklistWords[language].absent;
    const field = `${workflow}.${name}`;
    return Object.hasOwn(absent, field) ? html`<span class="fine">${absent[field]}</span>` : null;
  }
  if (column === undefined) return null;
  if (isErased(value)) return erasedNote(language);
  if (typeof value === 'object')
    return html`${verdictBadge(value.verdict, language)} ${value.dueDay === null ? null : dayText(value.dueDay, language)}`;
  if (column.kind === 'instant') return momentText(String(value), language);
  if (column.kind === 'day') return dayText(String(value), language);
  if (name === 'phase')
    return html`<span class="badge plain">${columnValue(workflow, name, String(value), language)}</span>`;
  if (column.values !== undefined) return columnValue(workflow, name, String(value), language);
  return shownValue(name, value, { ...visit, workflow }, agencyName);
};
