import type { policyOfLogMessage, RetentionRule } from '@phananh/core/reports';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { termText } from '../../words/terms.ts';
import { operationsWords } from './words.ts';

type Policy = ReturnType<typeof policyOfLogMessage>['policy'];
type Clock = Policy['clocks'][keyof Policy['clocks']];

/** The terms of a policy, and what moves its clocks, as people read them. */
export const policyTerms = (visit: Visit, policy: Policy): Html => {
  const { language } = visit;
  const words = operationsWords[language].terms;
  return html`
    <section aria-labelledby="terms">
      <h2 id="terms">${words.title}</h2>
      <p class="fine">${words.note}</p>
      <table class="cases even" aria-labelledby="terms">
        <thead><tr>${[words.clock, words.term, words.begins, words.ends, words.waits, words.told].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
        <tbody>${Object.entries(policy.clocks).map(([name, clock]) => clockRow(visit, name, clock))}</tbody>
      </table>
      ${otherSettings(visit, policy)}
    </section>
  `;
};

const clockRow = (visit: Visit, name: string, clock: Clock): Html => {
  const { language } = visit;
  const words = operationsWords[language].terms;
  const { answerableFor, starts, reopens, stops, cancels, pauses, resumes, extends: longer } = clock;
  const events = (types: readonly string[]): Html =>
    html`<ul class="plain">${types.map((type) => html`<li>${nameOf('events', type, language)}</li>`)}</ul>`;
  const part = (label: string, types: readonly string[]): Html =>
    types.length === 0 ? null : html`<span class="fine">${label}</span>${events(types)}`;
  return html`<tr>
    <th scope="row">${nameOf('clocks', name, language)} <span class="fine">${words.answers(nameOf('parties', answerableFor, language))}</span></th>
    <td data-label=${words.term}>${termOf(visit, clock.term)}</td>
    <td data-label=${words.begins}>${events(starts)}${part(words.runsOn, reopens)}</td>
    <td data-label=${words.ends}>${events(stops)}${part(words.withoutVerdict, cancels)}</td>
    <td data-label=${words.waits}>${pauses.length + longer.length === 0 ? '–' : null}${part(words.pausesAt, pauses)}${part(words.resumesAt, resumes)}${part(words.longerBy, longer)}</td>
    <td data-label=${words.told}>${clock.rungs.length === 0 ? '–' : html`<ul class="plain">${clock.rungs.map(({ kind, workingDays, time, to }) => html`<li>${kind === 'overdue' ? words.marksOverdue : words.rung(words.rungDay(workingDays), time, words.recipients[to])}</li>`)}</ul>`}</td>
  </tr>`;
};

const termOf = (visit: Visit, term: Clock['term']): Html => {
  const { language } = visit;
  const words = operationsWords[language].terms;
  if ('restOf' in term)
    return words.restOf(
      nameOf('clocks', term.restOf, language),
      termText({ count: term.lessWorkingDays, unit: 'working-day' }, language),
    );
  const others = [
    ...Object.entries(term.byProcedure).map(
      ([name, own]) => [nameOf('values', name, language), own] as const,
    ),
    ...Object.entries(term.byCategory).map(([name, own]) => [visit.called('category', name), own] as const),
  ];
  return html`<strong>${termText(term.term, language)}</strong>${others.length === 0 ? null : html`<ul class="plain">${others.map(([name, own]) => html`<li>${name}: ${termText(own, language)}</li>`)}</ul>`}`;
};

const otherSettings = (visit: Visit, policy: Policy): Html => {
  const { language } = visit;
  const words = operationsWords[language];
  const { terms } = words;
  const { ratingWindow, information, returnsBeforeDecision, receiptOnDayOff, reporterLink, showsNearby } =
    policy;
  const link = reporterLink ?? { opensDays: 30, heldDays: 180 };
  const days = (count: number): string => termText({ count, unit: 'calendar-day' }, language);
  const facts: readonly (readonly [string, Html])[] = [
    [terms.ratingWindow, termText(ratingWindow, language)],
    [terms.information, termText(information, language)],
    [terms.returns, String(returnsBeforeDecision)],
    [terms.receipt, terms.receipts[receiptOnDayOff]],
    [terms.link, terms.linkDays(days(link.opensDays), days(link.heldDays))],
    [terms.nearby, showsNearby === true ? terms.shown : terms.notShown],
    [terms.retention, retentionOf(visit, policy.retention)],
  ];
  return html`<dl class="data panel">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
};

const retentionOf = (visit: Visit, rules: readonly RetentionRule[] = []): Html => {
  const { language } = visit;
  const words = operationsWords[language].terms;
  if (rules.length === 0) return words.keptForGood;
  return html`<ul class="plain">${rules.map(
    ({ after, from, erases, outcomes = [], categories = [], procedures = [] }) => {
      const only = [
        ...outcomes.map((one) => nameOf('phases', one, language)),
        ...categories.map((one) => visit.called('category', one)),
        ...procedures.map((one) => nameOf('values', one, language)),
      ];
      return html`<li>${words.retentionRule(words.extents[erases], termText(after, language), words.ages[from])}${only.length === 0 ? null : html` <span class="fine">${words.onlyFor(only.join(', '))}</span>`}</li>`;
    },
  )}</ul>`;
};
