import {
  gamingSignals,
  happenings,
  onTimeRatioNames,
  roundGrades,
  slaGroups,
} from '@phananh/core/read-models';
import { clockNames } from '@phananh/core/reports';
import { signalNames } from '@phananh/http/pages';
import { agencyNames } from '../../cases/found.ts';
import { labelField } from '../../forms/label-field.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameOf, readable } from '../../words/naming.ts';
import { dayOf, dayText, momentText } from '../../words/time.ts';
import { type FilterField, groupText, offeredGroups } from './asked.ts';
import { without } from './query.ts';
import { figureWords } from './words.ts';

type Language = Visit['language'];
type Option = readonly [value: string, label: string];

interface Filtered {
  readonly path: string;
  readonly fields: readonly FilterField[];
  readonly query: URLSearchParams;
}

/** Which cases, and as they were when: all in the address. */
export const figureFilter = (
  frame: Pick<Frame, 'readModels'>,
  visit: Visit,
  { path, fields, query }: Filtered,
): Html => {
  const words = figureWords[visit.language];
  const names = fields.map(parameterOf);
  const kept = [...without(query, [...names, 'cursor'])];
  return html`
    <form class="filters no-print" method="get" action=${path} role="search" aria-label=${words.filter}>
      <details><summary>${words.filter}</summary>
        <div class="grid">${fields.map((field) => control(frame, { field, query, visit }))}</div>
        ${kept.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
        <button>${words.apply}</button> <a class="button second" href=${path}>${words.reset}</a>
      </details>
    </form>
  `;
};

const parameterOf = (field: FilterField): string => {
  if (field === 'day-from') return 'from';
  if (field === 'day-to') return 'to';
  return field === 'period' ? 'groupBy' : field;
};

const control = (
  { readModels }: Pick<Frame, 'readModels'>,
  {
    field,
    query,
    visit,
  }: { readonly field: FilterField; readonly query: URLSearchParams; readonly visit: Visit },
): Html => {
  const { language, called, offered } = visit;
  const words = figureWords[language];
  const name = parameterOf(field);
  const label = words.fields[field];
  const id = `f-${name}`;
  const value = query.getAll(name).join(',');
  const input = (type: string, shown = value): Html => html`
    <div class="field"><label for=${id}>${label}</label><input id=${id} name=${name} type=${type} value=${shown} /></div>`;
  const select = (options: readonly Option[], empty: string | undefined = words.any): Html => {
    const isOther = value !== '' && !options.some(([one]) => one === value);
    return html`
      <div class="field"><label for=${id}>${label}</label><select id=${id} name=${name}>
        ${empty === undefined ? null : html`<option value="">${empty}</option>`}
        ${isOther ? html`<option value=${value} selected>${value}</option>` : null}
        ${options.map(([one, text]) => html`<option value=${one} selected=${one === value}>${text}</option>`)}
      </select></div>`;
  };
  switch (field) {
    case 'from':
    case 'to':
    case 'day-from':
    case 'day-to':
      return input('date', value.length > 10 ? dayOf(value) : value);
    case 'asOf':
    case 'knownAt':
      return input('datetime-local', wallTime(value));
    case 'category':
    case 'area':
      return html`
        <div class="field"><label for=${id}>${label}</label>${labelField(offered(field), { common: { id, name }, value, empty: words.any, called: (code) => called(field, code) })}</div>`;
    case 'label':
      return input('text');
    case 'minimumCases':
      return input('number', value === '' ? '30' : value);
    case 'cohort':
      return select(
        [
          ['submitted', words.submitted],
          ['decided', words.decided],
        ],
        undefined,
      );
    case 'clock':
      return select(
        clockNames.map((clock) => [clock, nameOf('clocks', clock, language)]),
        undefined,
      );
    case 'round':
      return select(
        [
          ['final', words.finalRound],
          ['first', words.firstRound],
        ],
        undefined,
      );
    case 'agency':
    case 'agencyId':
      return select(readModels.agencies().map(({ agencyId, name: shown }) => [agencyId, shown]));
    case 'channel':
      return select(
        ['app', 'web', 'hotline', 'chatbot', 'email', 'social', 'open311', 'import'].map((one) => [
          one,
          nameOf('values', one, language),
        ]),
      );
    case 'priority':
      return select(['normal', 'urgent'].map((one) => [one, nameOf('values', one, language)]));
    case 'groupBy':
      return select(
        offeredGroups.map((group) => [group, words.groups[group]]),
        undefined,
      );
    case 'period':
      return select(
        (['month', 'quarter', 'year'] as const).map((group) => [group, words.groups[group]]),
        words.inAll,
      );
    case 'ratio':
      return select(
        ['onTimeOfDue', 'onTimeOfDecided', 'onTimeOfAll'].map((one) => [
          one,
          words.ratios[isRatio(one) ? one : 'onTimeOfDue'],
        ]),
        undefined,
      );
    case 'reading':
      return select(
        [
          ['in-force', words.readings.inForce],
          ['original', words.readings.original],
        ],
        undefined,
      );
    case 'signal':
      return select(signalNames.map((signal) => [signal, gamingSignals[signal][language]]));
  }
};

const isRatio = (name: string): name is (typeof onTimeRatioNames)[number] =>
  onTimeRatioNames.some((one) => one === name);

/** An instant as a field for a time of a wall clock in Viet Nam has it. */
const wallTime = (instant: string): string =>
  Number.isNaN(Date.parse(instant))
    ? ''
    : new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 16);

/** What was asked, in words: on screen and on paper. */
export const askedList = (
  { readModels }: Pick<Frame, 'readModels'>,
  visit: Visit,
  query: URLSearchParams,
): Html => {
  const { language } = visit;
  const words = figureWords[language];
  const agencyName = agencyNames({ readModels });
  const said = [...query].flatMap(([name, value]): readonly string[] => {
    const group = slaGroups.find((one) => one === name);
    if (group !== undefined)
      return [`${words.groups[group]}: ${groupText(group, value, { visit, agencyName })}`];
    switch (name) {
      case 'from':
      case 'to':
        return [
          `${words.fields[name]}: ${value.length > 10 ? momentText(value, language) : dayText(value, language)}`,
        ];
      case 'asOf':
      case 'knownAt':
        return [`${words.fields[name]}: ${momentText(value, language)}`];
      case 'agencyId':
        return [`${words.groups.agency}: ${agencyName(value)}`];
      case 'none': {
        const without = slaGroups.find((one) => one === value);
        return without === undefined ? [] : [`${words.groups[without]}: ${words.none}`];
      }
      case 'clock':
        return [`${words.fields.clock}: ${nameOf('clocks', value, language)}`];
      case 'cohort':
        return value === 'decided' ? [words.decided] : [];
      case 'round':
        return value === 'first' ? [words.firstRound] : [];
      case 'phase':
        return [
          value
            .split(',')
            .map((one) => nameOf('phases', one, language))
            .join(', '),
        ];
      case 'verdict':
        return [
          value
            .split(',')
            .map((one) => nameOf('verdicts', one, language))
            .join(', '),
        ];
      case 'againstOriginal':
        return [
          `${words.readings.original}: ${value
            .split(',')
            .map((one) => nameOf('verdicts', one, language))
            .join(', ')}`,
        ];
      case 'mark':
        return value.split(',').map((one) => markText(one, language));
      case 'happened':
        return [namesOf(happenings, value, words.happenings)];
      case 'grade':
        return [namesOf(roundGrades, value, words.grades)];
      case 'signal':
        return signalNames.filter((one) => one === value).map((one) => gamingSignals[one][language]);
      default:
        return [];
    }
  });
  return said.length === 0
    ? null
    : html`<ul class="asked" aria-label=${words.asked}>${said.map((one) => html`<li><bdi>${one}</bdi></li>`)}</ul>`;
};

/** What of names an address asks for, as people call it. */
const namesOf = <Name extends string>(
  names: readonly Name[],
  asked: string,
  called: { readonly [N in Name]: string },
): string =>
  names
    .filter((name) => asked.split(',').includes(name))
    .map((name) => called[name])
    .join(', ');

const markText = (mark: string, language: Language): string => {
  const { marks } = figureWords[language];
  const names: { readonly [mark: string]: string } = marks;
  return Object.hasOwn(marks, mark) ? (names[mark] ?? mark) : readable(mark);
};
