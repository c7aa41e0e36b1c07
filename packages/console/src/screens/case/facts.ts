import type { JsonObject, JsonValue } from '@phananh/core';
import type { FoundCase } from '../../cases/found.ts';
import { shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { nameHere, nameIn } from '../../words/naming.ts';
import { caseWords } from './words.ts';

/** What was done, as the agency told it, and as everybody reads it. */
export const resultOf = (
  { resolution, publication }: JsonObject,
  visit: Visit,
  agencyName: (agencyId: string) => string,
): Html => {
  const told = [
    ['resolution', resolution, ['result', 'outcome', 'agencyId', 'resolvedAt']],
    ['publication', publication, ['publicText', 'visibility', 'publishedAt']],
  ] as const;
  return told.flatMap(([name, part, keys]) => {
    if (typeof part !== 'object' || part === null) return [];
    const shown = keys.flatMap((key) => {
      const value: JsonValue | undefined = Reflect.get(part, key);
      return isTold(value)
        ? [
            html`<div><dt>${nameHere(visit, 'fields', key)}</dt><dd>${shownValue(key, value, visit, agencyName)}</dd></div>`,
          ]
        : [];
    });
    return [
      html`<section aria-labelledby=${name}><h2 id=${name}>${nameHere(visit, 'fields', name)}</h2><dl class="data panel">${shown}</dl></section>`,
    ];
  });
};

/** Of a report, what stands nowhere else on the page. */
const factsOfReport = [
  'submittedAt',
  'trackingCode',
  'channel',
  'areaCode',
  'priority',
  'procedure',
  'labels',
  'contact',
  'reporter',
  'supporters',
  'returns',
  'rejection',
  'ratings',
  'disputes',
  'penalties',
  'mergedInto',
  'legacy',
  'retention',
  'hold',
];

export const factsOf = (
  visit: Visit,
  { view, workflow }: FoundCase,
  agencyName: (agencyId: string) => string,
): Html => {
  const { language } = visit;
  const { assignment } = view;
  const withWhom: JsonObject =
    typeof assignment === 'object' && assignment !== null
      ? { ...pick(assignment, ['agencyId', 'officer', 'supporting']) }
      : {};
  const facts: JsonObject =
    workflow === 'report'
      ? { ...withWhom, ...pick(view, factsOfReport) }
      : withoutKeys(view, ['allowedCommands', 'position', 'revision']);
  const shown = Object.entries(facts).filter(([, value]) => isTold(value));
  return html`
    <section class="card facts" aria-labelledby="facts">
      <h2 id="facts">${caseWords[language].facts}</h2>
      <dl class="data">
        ${shown.map(([key, value]) => html`<div><dt>${nameIn(workflow, 'fields', key, language)}</dt><dd>${key === 'phase' ? nameIn(workflow, 'phases', String(value), language) : shownValue(key, value, visit, agencyName)}</dd></div>`)}
      </dl>
    </section>
  `;
};

const pick = (from: object, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));

const withoutKeys = (from: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));

const isTold = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  value !== 0 &&
  !(Array.isArray(value) && value.length === 0);
