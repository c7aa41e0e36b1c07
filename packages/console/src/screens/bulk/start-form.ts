import { randomUUID } from 'node:crypto';
import type { Actor, JsonObject } from '@phananh/core';
import { InvalidQuery, NotFound } from '@phananh/core/engine';
import { bulkCommands, fieldsKeptOut, type ReportCommandName, reportWorkflow } from '@phananh/core/reports';
import { type BulkPreview, jsonSchemaOf, previewBulk } from '@phananh/http/pages';
import { casesCalled } from '../../cases/called.ts';
import { filterText } from '../../cases/filter-text.ts';
import { agencyNames, handlerOf } from '../../cases/found.ts';
import { isGrave } from '../../cases/grave.ts';
import { phrasesFor } from '../../cases/phrases.ts';
import { proceduresOf } from '../../cases/procedures.ts';
import { type Choice, type Field, fieldsOf } from '../../forms/fields.ts';
import { formOf } from '../../forms/form.ts';
import { inputOf } from '../../forms/input.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Filled, Form, Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { bulkWords } from './words.ts';

/** What is chosen, the command, its fields; then what it would hit; then it is started. Each step works without JavaScript. */

/** What the form carries that nobody types. `_items` is there once somebody has seen what it would hit. */
const hidden = { filter: '_filter', ids: '_ids', command: '_command', key: '_key', items: '_items' } as const;

/** Of photos of one case, and of what only imports say, there is nothing to say for many. */
const leftOut = /^attachments?$|^replacement$|^occurredAt$|^legacy$/;

const actorOf = ({ actor }: Visit): Actor => {
  if (actor === undefined) throw new TypeError('a bulk run is somebody’s');
  return actor;
};

const commandIn = (visit: Visit, values: URLSearchParams): ReportCommandName | undefined => {
  const named = values.get(hidden.command) ?? values.get('command');
  return bulkCommands(actorOf(visit).kind).find((one) => one === named) as ReportCommandName | undefined;
};

interface Chosen {
  readonly filter: string | undefined;
  readonly reportIds: readonly string[];
}

/** From the worklist: rows that were marked, or else its filter. */
const chosenIn = (values: URLSearchParams): Chosen => {
  const marked = values.get(hidden.ids)?.split(' ') ?? values.getAll('id');
  const reportIds = marked.filter((id) => id !== '');
  const filter = values.get(hidden.filter) ?? values.get('filter') ?? undefined;
  return { reportIds, filter: reportIds.length > 0 ? undefined : filter };
};

const fieldsFor = (command: ReportCommandName): readonly Field[] => {
  const { input, emits } = reportWorkflow.commands[command];
  const out = fieldsKeptOut({ emits });
  return fieldsOf(jsonSchemaOf(input, 'input')).filter(
    ({ name }) => !leftOut.test(name) && !out.includes(name),
  );
};

export const startForm = (frame: Frame, permission: readonly string[]): Form => ({
  path: '/bulk',
  permission,
  counted: 'creation',
  isUnseen: (values) => !values.has(hidden.items),
  show: (visit, filled) => startPage(frame, visit, filled),
  act: (visit, values) => start(frame, visit, values),
});

const startPage = async (frame: Frame, visit: Visit, filled: Filled): Promise<Page> => {
  const { base, language } = visit;
  const words = bulkWords[language];
  const { values } = filled;
  const chosen = chosenIn(values);
  const isChosen = chosen.reportIds.length > 0 || chosen.filter !== undefined;
  const command = commandIn(visit, values);
  const back = `${base}/work${chosen.filter === undefined || chosen.filter === '' ? '' : `?${chosen.filter}`}`;
  return {
    title: words.title,
    under: '/work',
    main: html`
      <p class="no-print"><a href=${back}>← ${words.toWorklist}</a></p>
      <h1>${words.title}</h1>
      ${
        isChosen
          ? html`<p>${
              chosen.filter === undefined
                ? words.chosenMarked(String(chosen.reportIds.length))
                : html`${words.chosenFilter}: <strong>${filterText(queryIn(chosen.filter), visit, agencyNames(frame))}</strong>`
            }</p>${command === undefined ? commandChoice(visit, chosen) : await commandStep(frame, visit, filled, { chosen, command })}`
          : html`<p class="note">${words.nothingChosen}</p>`
      }
    `,
  };
};

/** @throws {@link InvalidQuery} where the address has a filter in a form that no worklist writes */
const queryIn = (filter: string): URLSearchParams => {
  try {
    decodeURIComponent(filter.replaceAll('+', ' '));
  } catch {
    throw new InvalidQuery('the filter has a % that begins no letter', '/filter');
  }
  return new URLSearchParams(filter);
};

const commandChoice = (visit: Visit, { filter, reportIds }: Chosen): Html => {
  const { base, language } = visit;
  const words = bulkWords[language];
  return html`
    <form method="get" action=${`${base}/bulk`} class="command">
      ${filter === undefined ? reportIds.map((id) => html`<input type="hidden" name="id" value=${id} />`) : html`<input type="hidden" name="filter" value=${filter} />`}
      <div class="field"><label for="bulk-command">${words.choose}</label>
      <select id="bulk-command" name="command">
        ${bulkCommands(actorOf(visit).kind).map((name) => html`<option value=${name}>${nameOf('commands', name, language)}</option>`)}
      </select></div>
      <p class="actions"><button>${words.next}</button></p>
    </form>
  `;
};

const commandStep = async (
  frame: Frame,
  visit: Visit,
  filled: Filled,
  { chosen, command }: { readonly chosen: Chosen; readonly command: ReportCommandName },
): Promise<Html> => {
  const { base, language } = visit;
  const words = bulkWords[language];
  const fields = fieldsFor(command);
  const preview =
    filled.because === 'look'
      ? await previewOf(frame, visit, filled, { chosen, command, fields })
      : undefined;
  const phrases = await phrasesFor(frame, visit, filled, { command, category: undefined });
  const items = preview?.items ?? [];
  const isReady = items.length > 0;
  return html`
    ${preview === undefined ? null : previewPart(frame, visit, preview)}
    ${formOf(visit, {
      fields,
      filled: phrases.filled,
      above: phrases.above,
      below: phrases.below,
      action: `${base}/bulk`,
      hidden: {
        [hidden.command]: command,
        [hidden.key]: filled.values.get(hidden.key) ?? randomUUID(),
        ...(chosen.filter === undefined
          ? { [hidden.ids]: chosen.reportIds.join(' ') }
          : { [hidden.filter]: chosen.filter }),
        ...(isReady && {
          [hidden.items]: items.map(({ reportId, revision }) => `${reportId}:${revision}`).join(' '),
        }),
      },
      does: isReady ? words.start(String(items.length)) : words.preview,
      isGrave: isReady && isGrave('report', command),
      looks: isReady ? words.again : undefined,
      choicesOf: choicesFor(frame, language),
    })}
  `;
};

const choicesFor =
  ({ readModels, reports }: Frame, language: Visit['language']) =>
  ({ key }: Field): readonly Choice[] | undefined => {
    if (key === 'agencyId' || key === 'proposedAgencyId' || key === 'supporting')
      return readModels
        .agencies()
        .filter(({ phase }) => phase === 'active')
        .map(({ agencyId, name }) => ({ value: agencyId, label: name }));
    if (key === 'procedure')
      return proceduresOf(reports.policy).map((value) => ({
        value,
        label: nameOf('values', value, language),
      }));
    return undefined;
  };

const previewOf = (
  frame: Frame,
  visit: Visit,
  { values }: Filled,
  {
    chosen: { filter, reportIds },
    command,
    fields,
  }: { readonly chosen: Chosen; readonly command: string; readonly fields: readonly Field[] },
): Promise<BulkPreview> =>
  previewBulk(visit.request, frame, {
    actor: actorOf(visit),
    command,
    input: inputOf(fields, values) as JsonObject,
    chosen: filter === undefined ? { reportIds } : { filter },
  });

const previewPart = (frame: Frame, visit: Visit, { items, refused, isMore }: BulkPreview): Html => {
  const { base, language } = visit;
  const words = bulkWords[language];
  const out = refused.reduce((sum, { reportIds }) => sum + reportIds.length, 0);
  const looked = items.length + out;
  const called = casesCalled(
    frame,
    visit,
    refused.flatMap(({ reportIds }) => reportIds),
  );
  return html`
    <section class="note" role="status" aria-labelledby="hits">
      <h2 id="hits">${items.length === 0 ? words.none : words.hits(String(items.length))}</h2>
      ${out === 0 ? null : html`<p>${words.refuses(String(out))}</p>`}
      ${refused.map(
        ({ code, error, reportIds }) => html`
          <details><summary>${reportIds.length} × ${frame.app.phananh.catalog.entryOf(error.code)?.title[language] ?? code}</summary>
          <ul class="plain">${reportIds.map((id) => html`<li><a href=${`${base}/cases/report/${id}`}>${called(id)}</a></li>`)}</ul></details>`,
      )}
      ${isMore ? html`<p>${words.more(String(looked))}</p>` : null}
    </section>
  `;
};

const start = async (frame: Frame, visit: Visit, values: URLSearchParams): Promise<GoTo> => {
  const command = commandIn(visit, values);
  if (command === undefined) throw new NotFound('command', values.get(hidden.command) ?? '');
  const { filter } = chosenIn(values);
  const key = values.get(hidden.key) ?? '';
  const items = (values.get(hidden.items) ?? '').split(' ').map((item) => {
    const [reportId = '', revision = ''] = item.split(':', 2);
    return { reportId, revision: Number(revision) };
  });
  const { id } = await handlerOf(frame, 'bulkRun').create(
    'start',
    { command, input: inputOf(fieldsFor(command), values), items, ...(filter !== undefined && { filter }) },
    {
      actor: actorOf(visit),
      correlationId: visit.request.id,
      ...(/^[\w-]{16,128}$/.test(key) && { idempotencyKey: key }),
    },
  );
  return { goTo: `/bulk/${id}` };
};
