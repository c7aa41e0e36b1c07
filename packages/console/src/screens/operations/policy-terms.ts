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

/** What a newer policy says otherwise, side by side with what is in force. Rungs and events of clocks are not compared: undefined where only they differ. */
export const changedTerms = (visit: Visit, newer: Policy, inForce: Policy): Html | undefined => {
  const { language } = visit;
  const words = operationsWords[language];
  const clocks = Object.entries(newer.clocks).flatMap(([name, { term }]) => {
    const before = Object.entries(inForce.clocks).find(([other]) => other === name)?.[1].term;
    if (before === undefined || JSON.stringify(before) === JSON.stringify(term)) return [];
    return [[nameOf('clocks', name, language), termOf(visit, before), termOf(visit, term)] as const];
  });
  const settings = settingsOf(visit, newer).flatMap(([label, value, of], at) => {
    const [, before, was] = settingsOf(visit, inForce)[at] ?? [];
    return JSON.stringify(of) === JSON.stringify(was) ? [] : [[label, before ?? null, value] as const];
  });
  const rows = [...clocks, ...settings];
  if (rows.length === 0) return undefined;
  return html`
    <table class="cases even" aria-label=${words.differs}>
      <thead><tr>${[words.terms.what, words.terms.inForce, words.terms.underIt].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
      <tbody>${rows.map(([label, before, after]) => html`<tr><th scope="row">${label}</th><td data-label=${words.terms.inForce}>${before}</td><td data-label=${words.terms.underIt}>${after}</td></tr>`)}</tbody>
    </table>
  `;
};

const otherSettings = (visit: Visit, policy: Policy): Html =>
  html`<dl class="data panel">${settingsOf(visit, policy).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Each with its name, as people read it, and as the policy has it. */
const settingsOf = (
  visit: Visit,
  policy: Policy,
): readonly (readonly [label: string, shown: Html, value: unknown])[] => {
  const { language } = visit;
  const words = operationsWords[language];
  const { terms } = words;
  const { ratingWindow, information, returnsBeforeDecision, receiptOnDayOff, reporterLink, showsNearby } =
    policy;
  const link = reporterLink ?? { opensDays: 30, heldDays: 180 };
  const days = (count: number): string => termText({ count, unit: 'calendar-day' }, language);
  return [
    [terms.ratingWindow, termText(ratingWindow, language), ratingWindow],
    [terms.information, termText(information, language), information],
    [terms.returns, String(returnsBeforeDecision), returnsBeforeDecision],
    [terms.receipt, terms.receipts[receiptOnDayOff], receiptOnDayOff],
    [terms.link, terms.linkDays(days(link.opensDays), days(link.heldDays)), link],
    [terms.nearby, showsNearby === true ? terms.shown : terms.notShown, showsNearby === true],
    [terms.retention, retentionOf(visit, policy.retention), policy.retention ?? []],
  ];
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
