import type { JsonObject, JsonValue } from '@phananh/core';
import { everyCircle, isErased } from '@phananh/core/engine';
import { type Html, html } from '../frame/html.ts';
import { erasedNote, written } from '../frame/look.ts';
import type { Visit } from '../frame/screen.ts';
import { frameWords } from '../frame/words.ts';
import { kindName } from '../words/kinds.ts';
import { nameHere, nameIn, nameOf } from '../words/naming.ts';
import { countText } from '../words/numbers.ts';
import { dayText, momentText } from '../words/time.ts';
import { filterText } from './filter-text.ts';
import { caseTableWords } from './words.ts';

/** What people call a case by: its tracking code, or the end of its number, whose beginning is the same for all that came at that time. */
export const labelOf = (view: JsonObject, id: string): string =>
  typeof view.trackingCode === 'string' ? view.trackingCode : id.length > 13 ? `…${id.slice(-8)}` : id;

/** Who did something, as people call them. */
export const whoOf = (
  actor: JsonObject,
  language: Visit['language'],
  agencyName: (agencyId: string) => string,
): Html => {
  const { kind, id, agencyId } = actor;
  const name = typeof agencyId === 'string' ? agencyName(agencyId) : kindName(String(kind), language);
  // Which part of the host it was says nothing to whoever reads the history of a case.
  return html`${name}${typeof id === 'string' && kind !== 'system' ? html` <span class="fine">${id.length > 20 ? `${id.slice(0, 12)}…` : id}</span>` : null}`;
};

/** A party as workflows write it: `citizen:c-1`, `agency:lighting`, `operator`, or everybody. */
export const partyText = (
  value: string,
  language: Visit['language'],
  agencyName: (agencyId: string) => string,
): string => {
  if (value === everyCircle) return caseTableWords[language].everybody;
  const [kind = '', ...rest] = value.split(':');
  const id = rest.join(':');
  if (kind === 'agency' && id !== '') return agencyName(id);
  return id === '' ? kindName(kind, language) : `${kindName(kind, language)} ${id}`;
};

/** What machines may do, as `report.submit,report.rate`. */
const commandsText = (value: string, language: Visit['language']): string =>
  value
    .split(',')
    .map((one) => {
      const [workflow = '', command = ''] = one.split('.', 2);
      return command === '' || command === '*' ? one : nameIn(workflow, 'commands', command, language);
    })
    .join(', ');

/** Fields with a party, and those with the id of somebody who may be who looks. */
const parties: ReadonlySet<string> = new Set(['person', 'sharedWith', 'offeredTo']);
/** Who orders what nobody asked for by hand. */
const host = 'process-manager';
const people: ReadonlySet<string> = new Set(['owner', 'starter', 'createdBy', 'orderedBy']);

/** What a field says in a code of the workflows, in words; undefined where it is no code. */
const codeText = (
  key: string,
  value: string,
  visit: Visit,
  agencyName: (agencyId: string) => string,
): string | undefined => {
  const { language, workflow, actor } = visit;
  if (parties.has(key)) return partyText(value, language, agencyName);
  if (people.has(key) && value === host) return kindName('system', language);
  if (people.has(key)) return value === actor?.id ? caseTableWords[language].you : undefined;
  if (key === 'kind' && workflow === 'apiKey') return kindName(value, language);
  if (key === 'field') return nameOf('fields', value, language);
  if (key === 'commands' && workflow === 'apiKey') return commandsText(value, language);
  if (key === 'answerableFor') return nameOf('parties', value, language);
  if (key === 'command') return nameOf('commands', value, language);
  if ((key === 'query' && workflow === 'savedFilter') || (key === 'filter' && workflow === 'bulkRun'))
    return filterText(new URLSearchParams(value), visit, agencyName);
  if (key === 'list' && workflow === 'savedFilter')
    return nameHere(visit, value === 'reports' ? 'values' : 'lists', value);
  return undefined;
};

/** Whether there is anything to show. */
export const isSomething = (value: JsonValue | undefined): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** A value as people read it. */
export const shownValue = (
  key: string,
  value: JsonValue | undefined,
  visit: Visit,
  agencyName: (agencyId: string) => string,
): Html => {
  const { language } = visit;
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return frameWords[language][value ? 'yes' : 'no'];
  if (typeof value === 'number') return countText(value, language);
  if (typeof value === 'string') {
    const code = codeText(key, value, visit, agencyName);
    if (code !== undefined) return written(code);
    if (/agencyId$/i.test(key)) return agencyName(value);
    if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return momentText(value, language);
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dayText(value, language);
    if (key === 'phase') return nameHere(visit, 'phases', value);
    if (verdictFields.has(key)) return nameOf('verdicts', value, language);
    if (key === 'clock') return nameOf('clocks', value, language);
    if (key === 'category') return visit.called('category', value);
    if (key === 'areaCode') return visit.called('area', value);
    if (/^[0-9a-f]{64}$/.test(value)) return html`<code>${value.slice(0, 12)}…</code>`;
    return isCode(key, value) ? nameHere(visit, 'values', value) : written(value);
  }
  if (isList(value)) {
    const isAgencies = key === 'supporting';
    return html`<ul class="plain">${value.map((one) => html`<li>${shownValue(isAgencies ? 'agencyId' : key, one, visit, agencyName)}</li>`)}</ul>`;
  }
  const parts = Object.entries(value).filter(([inner, one]) => inner !== 'erased' && isSomething(one));
  const gone = isErased(value) ? erasedNote(language) : null;
  if (parts.length === 0) return gone;
  return html`${gone}<dl class="data">${parts.map(
    ([inner, one]) =>
      html`<div><dt>${nameHere(visit, 'fields', inner)}</dt><dd>${shownValue(inner, one, visit, agencyName)}</dd></div>`,
  )}</dl>`;
};

/** Fields whose values are verdicts. */
const verdictFields: ReadonlySet<string> = new Set(['verdict', 'againstOriginal', 'againstInForce']);

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

const codes: ReadonlySet<string> = new Set([
  'channel',
  'priority',
  'procedure',
  'outcome',
  'visibility',
  'grade',
  'audience',
  'decision',
  'basis',
  'kind',
  'role',
  'ground',
]);
/** A ground is a code of ours in one workflow and the words of an officer in another. */
const isCode = (key: string, value: string): boolean => codes.has(key) && /^[a-z][a-zA-Z0-9-]*$/.test(value);
