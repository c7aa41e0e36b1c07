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
import { verdicts } from '@phananh/core/sla';
import { askFor, parseQuery } from '@phananh/http/pages';
import { agencyNames } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { erasedNote, verdictBadge, written } from '../../frame/look.ts';
import { asParameters, queryOf, withoutCursor, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, MenuEntry, MenuGroup, Page, Visit } from '../../frame/screen.ts';
import type { LiveList } from '../../islands/given.ts';
import { nameIn, nameOf } from '../../words/naming.ts';
import { dayText, momentText } from '../../words/time.ts';
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

interface Listed {
  readonly name: string;
  readonly list: AnyList;
  readonly workflow: string;
  /** What can be asked of it. */
  readonly asked: ReturnType<typeof listParameters>;
}

const listPage = async (frame: Frame, visit: Visit, one: Listed): Promise<Page | GoTo> => {
  const { name, list, workflow } = one;
  const { request, actor, language, base } = visit;
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  const given = queryOf(request);
  const query = withoutEmpty(given);
  if (query.size < given.size) return { goTo: `/work/${name}${query.size === 0 ? '' : `?${query}`}` };
  const page = await rowsFor(frame, visit, one, query);
  const { rows, nextCursor } = page;
  const words = worklistWords[language];
  const fields: DeclaredColumns = list.of.fields;
  const shown = (list.readers[actor.kind]?.columns ?? []).filter((column) => fields[column] !== undefined);
  const key = keyOf(one, actor.kind);
  const columns = shown.filter((column) => column !== key);
  const agencyName = agencyNames(frame);
  return {
    title: nameIn(workflow, 'lists', name, language),
    under: isReachedElsewhere(name, actor.kind) ? '/personal-data' : `/work/${name}`,
    isWide: true,
    shows: [personalInRows(list, rows)],
    main: html`
      <div class="split"><h1>${nameIn(workflow, 'lists', name, language)}</h1>${begun(visit, name)}</div>
      ${filters(visit, { list, workflow, query: withoutCursor(query), shown, path: `${base}/work/${name}` })}
      ${await savedFilters(frame, visit, { list: name, path: `/work/${name}`, query: withoutCursor(query) })}
      ${liveLine(visit, { list: liveRows(one, visit, page), now: frame.clock.now(), path: `/work/${name}` })}
      ${
        rows.length === 0
          ? html`<div class="empty"><h2>${words.nothing}</h2>${query.size === 0 ? null : html`<p>${words.nothingHereHelp}</p>`}</div>`
          : html`<table class="cases">
            <thead><tr>${columns.map((column) => html`<th scope="col">${labelOf(workflow, column, language)}</th>`)}</tr></thead>
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

const rowsFor = (
  frame: Frame,
  { request, actor }: Visit,
  { name, list, asked: parameters }: Listed,
  query: URLSearchParams,
): Promise<ListPage> => {
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  const asked = parseQuery(parameters, asParameters(query));
  const question = listQueryOf(list, { list: name, reader: actor, now: frame.clock.now() }, asked);
  return askFor(request, (by) => frame.readModels.list(question, by));
};

/** The column that says which subject a row is of. */
const keyOf = ({ list }: Listed, kind: string): string => {
  const fields: DeclaredColumns = list.of.fields;
  const shown = (list.readers[kind]?.columns ?? []).filter((column) => fields[column] !== undefined);
  return shown.find((column) => fields[column]?.isKey) ?? shown[0] ?? '';
};

/** Rows have no revision of their own: each is told by a digest of what it says. */
const liveRows = (one: Listed, { actor }: Visit, { rows, nextCursor }: ListPage): LiveList => {
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

const labelOf = (workflow: string, column: string, language: Visit['language']): string =>
  nameIn(workflow, 'fields', column, language);

const calledValue = (workflow: string, column: string, value: string, language: Visit['language']): string =>
  nameIn(workflow, column === 'phase' ? 'phases' : 'values', value, language);

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
        : html`<td>${cell}</td>`;
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
  { language, called }: Visit,
): Html => {
  if (value === null || column === undefined) return null;
  if (isErased(value)) return erasedNote(language);
  if (typeof value === 'object')
    return html`${verdictBadge(value.verdict, language)} ${value.dueDay === null ? null : dayText(value.dueDay, language)}`;
  if (column.kind === 'instant') return momentText(String(value), language);
  if (column.kind === 'day') return dayText(String(value), language);
  if (column.values !== undefined)
    return html`<span class="badge plain">${calledValue(workflow, name, String(value), language)}</span>`;
  if (name === 'command') return nameOf('commands', String(value), language);
  if (name === 'category') return called('category', String(value));
  if (name === 'agencyId') return agencyName(String(value));
  return written(named(workflow, name, String(value), language));
};

/** Words that a workflow has for what its texts may say, where it has some. */
const named = (workflow: string, column: string, value: string, language: Visit['language']): string =>
  column === 'list' ? nameIn(workflow, 'values', value, language) : value;

const filters = (
  { language }: Visit,
  {
    list,
    workflow,
    query,
    shown,
    path,
  }: {
    readonly list: AnyList;
    readonly workflow: string;
    readonly query: URLSearchParams;
    readonly shown: readonly string[];
    readonly path: string;
  },
): Html => {
  const words = worklistWords[language];
  const fields: DeclaredColumns = list.of.fields;
  const asked = list.filters.filter((name) => shown.includes(name));
  const select = (name: string, options: readonly (readonly [string, string])[], label: string): Html => html`
    <div class="field"><label for=${`f-${name}`}>${label}</label>
    <select id=${`f-${name}`} name=${name}><option value="">${words.any}</option>
    ${options.map(([one, text]) => html`<option value=${one} selected=${query.get(name) === one}>${text}</option>`)}</select></div>`;
  return html`
    <form class="filters" method="get" action=${path} role="search" aria-label=${words.filter}>
      ${
        list.search.length === 0
          ? null
          : html`<div class="search"><label class="unseen" for="f-q">${words.search}</label>
            <input id="f-q" name="q" type="search" placeholder=${words.search} value=${query.get('q') ?? ''} maxlength="200" /><button>${words.apply}</button></div>`
      }
      <details><summary>${words.filter}</summary><div class="grid">
        ${asked.map((name) => {
          const column = fields[name];
          if (column?.kind === 'clock')
            return select(
              name,
              verdicts.map((one) => [one, nameOf('verdicts', one, language)]),
              labelOf(workflow, name, language),
            );
          if (column?.values !== undefined)
            return select(
              name,
              column.values.map((one: string) => [one, calledValue(workflow, name, one, language)]),
              labelOf(workflow, name, language),
            );
          if (column?.kind !== 'text') return null;
          return html`<div class="field"><label for=${`f-${name}`}>${labelOf(workflow, name, language)}</label>
            <input id=${`f-${name}`} name=${name} value=${query.get(name) ?? ''} /></div>`;
        })}
        ${
          list.sorts.length === 0
            ? null
            : select(
                'sort',
                list.sorts.flatMap((name) => [
                  [name, `${labelOf(workflow, name, language)} ↑`],
                  [`-${name}`, `${labelOf(workflow, name, language)} ↓`],
                ]),
                words.sort,
              )
        }
      </div><button>${words.apply}</button></details>
    </form>
  `;
};
