import type { JsonObject, JsonValue } from '@phananh/core';
import type { EventView } from '@phananh/core/engine';
import { type Html, html } from '../frame/html.ts';
import type { Visit } from '../frame/screen.ts';
import { nameHere, nameOf } from '../words/naming.ts';
import { dayText, momentText } from '../words/time.ts';
import { isSomething, shownValue, whoOf } from './told.ts';
import { caseTableWords } from './words.ts';

/** Later than this the log knew of it later than it happened. */
const laterMilliseconds = 60_000;

/** Who did what and when, the last first: when it happened, and when the log came to know of it where that was later. */
export const historyOf = (
  visit: Visit,
  events: readonly EventView[],
  agencyName: (agencyId: string) => string,
): Html => {
  const { language } = visit;
  const words = caseTableWords[language];
  return html`
    <ol class="history" reversed>
      ${events.toReversed().map((event) => {
        const { occurredAt, recordedAt, actor, revision } = event;
        const isLater = Date.parse(recordedAt) - Date.parse(occurredAt) > laterMilliseconds;
        return html`
          <li id=${`event-${revision}`}>
            ${whatHappened(event, visit, agencyName, whoOf(actor, language, agencyName))}
            <p class="fine">
              <time datetime=${occurredAt}>${momentText(occurredAt, language)}</time>
              ${isLater ? html` · <time datetime=${recordedAt}>${words.recorded(momentText(recordedAt, language))}</time>` : null}
            </p>
          </li>
        `;
      })}
    </ol>
  `;
};

/** What somebody did, what it says, and which clocks it moved. */
export const whatHappened = (
  event: EventView,
  visit: Visit,
  agencyName: (agencyId: string) => string,
  who: Html,
): Html => html`
  <p class="what"><strong>${who}</strong> ${nameHere(visit, 'events', event.type)}</p>
  ${dataOf(event, visit, agencyName)} ${clockChanges(event.data.clocks, visit)}
`;

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
    ${told.map(([key, value]) => html`<div><dt>${nameHere(visit, 'fields', key)}</dt><dd>${shownValue(key, value, visit, agencyName)}</dd></div>`)}
  </dl>`;
};

const clockChanges = (clocks: JsonValue | undefined, { language }: Visit): Html => {
  if (clocks === undefined || clocks === null || !isListOf(clocks)) return null;
  const words = caseTableWords[language];
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
            : words.clockOther(name, nameOf('clockChanges', String(change), language));
      return [html`<span class="change">${text}</span> `];
    })}
  </p>`;
};

const isListOf = (value: JsonValue): value is readonly JsonObject[] => Array.isArray(value);
