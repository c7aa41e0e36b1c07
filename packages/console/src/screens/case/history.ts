import type { JsonObject, JsonValue } from '@phananh/core';
import type { EventView } from '@phananh/core/engine';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import type { Visit } from '../../frame/screen.ts';
import { kindName } from '../../words/kinds.ts';
import { nameOf, readable } from '../../words/naming.ts';
import { dayText, momentText } from '../../words/time.ts';
import { caseWords } from './words.ts';

/** Later than this the log knew of it later than it happened. */
const laterMilliseconds = 60_000;

/** Who did what and when, the last first: when it happened, and when the log came to know of it where that was later. */
export const historyOf = (
  visit: Visit,
  events: readonly EventView[],
  agencyName: (agencyId: string) => string,
): Html => {
  const { language } = visit;
  const words = caseWords[language];
  return html`
    <ol class="history" reversed>
      ${events.toReversed().map((event) => {
        const { type, occurredAt, recordedAt, actor, data, revision } = event;
        const isLater = Date.parse(recordedAt) - Date.parse(occurredAt) > laterMilliseconds;
        return html`
          <li id=${`event-${revision}`}>
            <p class="what"><strong>${whoOf(actor, language, agencyName)}</strong> ${nameOf('events', type, language)}</p>
            <p class="fine">
              <time datetime=${occurredAt}>${momentText(occurredAt, language)}</time>
              ${isLater ? html` · <time datetime=${recordedAt}>${words.recorded(momentText(recordedAt, language))}</time>` : null}
            </p>
            ${dataOf(event, visit, agencyName)} ${clockChanges(data.clocks, visit)}
          </li>
        `;
      })}
    </ol>
  `;
};

export const whoOf = (
  actor: JsonObject,
  language: Visit['language'],
  agencyName: (agencyId: string) => string,
): Html => {
  const { kind, id, agencyId } = actor;
  const name = typeof agencyId === 'string' ? agencyName(agencyId) : kindName(String(kind), language);
  return html`${name}${typeof id === 'string' ? html` <span class="fine">${id.length > 20 ? `${id.slice(0, 12)}…` : id}</span>` : null}`;
};

const untold: ReadonlySet<string> = new Set([
  'clocks',
  'round',
  'trackingCode',
  'labels',
  'binding',
  'windowEnds',
  'rung',
  'start',
]);

/** What stands above already, and what timers say of themselves. */
const untoldOf: { readonly [type: string]: readonly string[] } = {
  submitted: ['text', 'location', 'contact', 'attachments'],
  reminded: ['clock', 'dueAt', 'scheduledAt', 'to'],
  'overdue-marked': ['dueAt', 'scheduledAt'],
  escalated: ['clock', 'dueAt', 'scheduledAt', 'to'],
};

const dataOf = ({ type, data }: EventView, visit: Visit, agencyName: (agencyId: string) => string): Html => {
  const told = Object.entries(data).filter(
    ([key, value]) => !untold.has(key) && untoldOf[type]?.includes(key) !== true && isSomething(value),
  );
  if (told.length === 0) return null;
  return html`<dl class="data">
    ${told.map(([key, value]) => html`<div><dt>${nameOf('fields', key, visit.language)}</dt><dd>${shownValue(key, value, visit, agencyName)}</dd></div>`)}
  </dl>`;
};

const isSomething = (value: JsonValue | undefined): boolean =>
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
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (/agencyId$/i.test(key)) return agencyName(value);
    if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return momentText(value, language);
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dayText(value, language);
    if (key === 'phase') return nameOf('phases', value, language);
    if (key === 'clock') return nameOf('clocks', value, language);
    if (key === 'category' || key === 'areaCode') return readable(value);
    if (/^[0-9a-f]{64}$/.test(value)) return html`<code>${value.slice(0, 12)}…</code>`;
    return isCode(key) ? nameOf('values', value, language) : written(value);
  }
  if (isList(value)) {
    const isAgencies = key === 'supporting';
    return html`<ul class="plain">${value.map((one) => html`<li>${shownValue(isAgencies ? 'agencyId' : key, one, visit, agencyName)}</li>`)}</ul>`;
  }
  return html`<dl class="data">${Object.entries(value)
    .filter(([, one]) => isSomething(one))
    .map(
      ([inner, one]) =>
        html`<div><dt>${nameOf('fields', inner, language)}</dt><dd>${shownValue(inner, one, visit, agencyName)}</dd></div>`,
    )}</dl>`;
};

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

const codes: ReadonlySet<string> = new Set([
  'channel',
  'priority',
  'procedure',
  'outcome',
  'visibility',
  'grade',
  'audience',
]);
const isCode = (key: string): boolean => codes.has(key);

const clockChanges = (clocks: JsonValue | undefined, { language }: Visit): Html => {
  if (clocks === undefined || clocks === null || !isListOf(clocks)) return null;
  const words = caseWords[language];
  return html`<p class="fine clocks">
    ${clocks.flatMap((one) => {
      if (typeof one !== 'object' || one === null || !('clock' in one)) return [];
      const { clock, change, due } = one;
      const name = nameOf('clocks', String(clock), language);
      const day =
        typeof due === 'object' && due !== null && 'day' in due
          ? dayText(String(due.day), language)
          : undefined;
      const text =
        day !== undefined
          ? words.clockStarted(name, day)
          : change === 'stopped'
            ? words.clockStopped(name)
            : words.clockOther(name, readable(String(change)));
      return [html`<span class="change">${text}</span> `];
    })}
  </p>`;
};

const isListOf = (value: JsonValue): value is readonly JsonObject[] => Array.isArray(value);
