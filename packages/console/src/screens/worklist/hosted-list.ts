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
import { reportWorkflow } from '@phananh/core/reports';
import { verdicts } from '@phananh/core/sla';
import { askFor, parseQuery } from '@phananh/http/pages';
import { filterText } from '../../cases/filter-text.ts';
import { agencyNames } from '../../cases/found.ts';
import { shownValue } from '../../cases/told.ts';
import { caseTableWords } from '../../cases/words.ts';
import { labelField } from '../../forms/label-field.ts';
import { type Html, html } from '../../frame/html.ts';
import { erasedNote, verdictBadge } from '../../frame/look.ts';
import { asParameters, queryOf, withoutCursor, withoutEmpty } from '../../frame/query.ts';
import type { Frame, GoTo, MenuEntry, MenuGroup, Page, Visit } from '../../frame/screen.ts';
import { frameWords } from '../../frame/words.ts';
import type { LiveList } from '../../islands/given.ts';
import type { Labelled } from '../../labels/labels.ts';
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
      ${filters(frame, visit, one, { query: withoutCursor(query), shown })}
      ${saved}
      ${liveLine(visit, { list: liveRows(one, visit, page), now: frame.clock.now(), path: `/work/${name}` })}
      ${
        rows.length === 0
          ? emptyList(visit, name, query.size > 0)
          : html`<table class="cases even">
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

/** What stands on the page of a row, and would leave no room for what one looks for in the list. */
const notInTable: { readonly [list: string]: readonly string[] } = {
  'personal-data-requests': ['citizenId', 'decidedAt', 'fulfilledAt'],
  erasures: ['keysDestroyedAt', 'keys', 'inClear', 'scrubbed', 'waitsFor', 'valueKeys', 'shared'],
  'api-keys': ['onBehalfOf', 'createdAt', 'createdBy', 'revokedAt'],
  'canned-texts': ['agencyId'],
};

/** What a row is called by comes first: its name, else what it is. */
const columnsOf = ({ name }: Listed, shown: readonly string[], key: string): readonly string[] => {
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
  { name, list, asked: parameters }: Listed,
  query: URLSearchParams,
): Promise<ListPage> => {
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  const asked = parseQuery(parameters, asParameters(inUsualOrder(list, query)));
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
        : html`<td data-label=${cell === null ? undefined : labelOf(workflow, column, visit.language)}>${cell}</td>`;
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
    return html`<span class="badge plain">${calledValue(workflow, name, String(value), language)}</span>`;
  if (column.values !== undefined) return calledValue(workflow, name, String(value), language);
  return shownValue(name, value, { ...visit, workflow }, agencyName);
};

const filters = (
  { readModels, workflows, base }: Frame,
  visit: Visit,
  { name: listName, list, workflow }: Listed,
  { query, shown }: { readonly query: URLSearchParams; readonly shown: readonly string[] },
): Html => {
  const { language } = visit;
  const words = worklistWords[language];
  const fields: DeclaredColumns = list.of.fields;
  const asked = list.filters.filter((name) => shown.includes(name));
  const field = (name: string, label: string, control: Html): Html =>
    html`<div class="field"><label for=${`f-${name}`}>${label}</label>${control}</div>`;
  const select = (name: string, options: readonly (readonly [string, string])[], label: string): Html => {
    const current = query.getAll(name).join(',');
    const isOther = current !== '' && !options.some(([one]) => one === current);
    return field(
      name,
      label,
      html`<select id=${`f-${name}`} name=${name}><option value="">${words.any}</option>
      ${isOther ? html`<option value=${current} selected>${filterText(new URLSearchParams({ [name]: current }), { ...visit, workflow }, agencyNames({ readModels }))}</option>` : null}
      ${options.map(([one, text]) => html`<option value=${one} selected=${one === current}>${text}</option>`)}</select>`,
    );
  };
  return html`
    <form class="filters" method="get" action=${`${base}/work/${listName}`} role="search" aria-label=${words.filter}>
      ${
        list.search.length === 0
          ? null
          : html`<div class="search"><label class="unseen" for="f-q">${words.search}</label>
            <input id="f-q" name="q" type="search" placeholder=${words.search} value=${query.get('q') ?? ''} maxlength="200" /><button>${words.apply}</button></div>`
      }
      <details><summary>${words.filter}</summary><div class="grid">
        ${asked.map((name) => {
          const column = fields[name];
          const label = labelOf(workflow, name, language);
          const options =
            column === undefined
              ? undefined
              : optionsOf(name, column, workflow, visit, { readModels, workflows });
          if (options !== undefined) return select(name, options, label);
          if (column?.kind !== 'text') return null;
          const common = { id: `f-${name}`, name };
          const what = labelledColumns[name];
          return field(
            name,
            label,
            what === undefined
              ? html`<input ...${common} value=${query.get(name) ?? ''} />`
              : labelField(visit.offered(what), {
                  common,
                  value: query.get(name) ?? '',
                  empty: words.any,
                  called: (code) => visit.called(what, code),
                }),
          );
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

/** Columns with a code that an installation names. */
const labelledColumns: { readonly [column: string]: Labelled } = { category: 'category', areaCode: 'area' };

/** Who keeps texts for commands, and gives them to many reports. */
const officeKinds: ReadonlySet<string> = new Set(['operator', 'agency', 'admin']);

/** What can be chosen of a column, by its name; undefined: it is typed, or not asked for here. */
const optionsOf = (
  name: string,
  { kind, values }: DeclaredColumn,
  workflow: string,
  { language, actor }: Visit,
  { readModels, workflows }: Pick<Frame, 'readModels' | 'workflows'>,
): readonly (readonly [string, string])[] | undefined => {
  if (kind === 'clock') return verdicts.map((one) => [one, nameOf('verdicts', one, language)]);
  if (kind === 'boolean')
    return (['true', 'false'] as const).map((one) => [
      one,
      frameWords[language][one === 'true' ? 'yes' : 'no'],
    ]);
  if (values !== undefined)
    return values.map((one: string) => [one, calledValue(workflow, name, one, language)]);
  if (name === 'agencyId')
    return readModels.agencies().map(({ agencyId, name: agency }) => [agencyId, agency]);
  if (name === 'command')
    return Object.entries<{ readonly by: readonly string[] }>(reportWorkflow.commands)
      .filter(([, { by }]) => by.some((kind) => officeKinds.has(kind)))
      .map(([command]) => [command, nameOf('commands', command, language)]);
  if (name === 'list' && workflow === 'savedFilter')
    return [
      ['reports', calledValue(workflow, name, 'reports', language)],
      ...workflows.flatMap(({ hosted }) =>
        Object.keys(hosted.lists).map(
          (list) => [list, nameIn(hosted.workflow.name, 'lists', list, language)] as const,
        ),
      ),
    ];
  if ((name === 'owner' || name === 'starter') && actor !== undefined)
    return [[actor.id, caseTableWords[language].you]];
  return undefined;
};
