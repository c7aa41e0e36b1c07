import type { AnyList, DeclaredColumn, DeclaredColumns, listParameters } from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import { verdicts } from '@phananh/core/sla';
import { filterText } from '../../cases/filter-text.ts';
import { agencyNames } from '../../cases/found.ts';
import { caseTableWords } from '../../cases/words.ts';
import { labelField } from '../../forms/label-field.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { frameWords } from '../../frame/words.ts';
import type { Labelled } from '../../labels/labels.ts';
import { nameIn, nameOf } from '../../words/naming.ts';
import { columnLabel, columnValue } from './hosted-names.ts';
import { worklistWords } from './words.ts';

/** A list of a workflow beside reports, and what can be asked of it. */
export interface HostedList {
  readonly name: string;
  readonly list: AnyList;
  readonly workflow: string;
  /** What can be asked of it. */
  readonly asked: ReturnType<typeof listParameters>;
}

/** What can be asked of a list, as a form. */
export const hostedFilters = (
  { readModels, workflows, base }: Frame,
  visit: Visit,
  { name: listName, list, workflow }: HostedList,
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
          const label = columnLabel(workflow, name, language);
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
                  [name, `${columnLabel(workflow, name, language)} ↑`],
                  [`-${name}`, `${columnLabel(workflow, name, language)} ↓`],
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
    return values.map((one: string) => [one, columnValue(workflow, name, one, language)]);
  if (name === 'agencyId')
    return readModels.agencies().map(({ agencyId, name: agency }) => [agencyId, agency]);
  if (name === 'command')
    return Object.entries<{ readonly by: readonly string[] }>(reportWorkflow.commands)
      .filter(([, { by }]) => by.some((kind) => officeKinds.has(kind)))
      .map(([command]) => [command, nameOf('commands', command, language)]);
  if (name === 'list' && workflow === 'savedFilter')
    return [
      ['reports', columnValue(workflow, name, 'reports', language)],
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
