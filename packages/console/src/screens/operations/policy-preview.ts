import type { SlaPolicy } from '@phananh/core';
import { compileCalendar, parseCalendar, type WorkingCalendar } from '@phananh/core/calendar';
import { InvalidCommand } from '@phananh/core/engine';
import type { OpenMove } from '@phananh/core/read-models';
import {
  policyDataOf,
  policyDifference,
  policyOfLog,
  policyOnCalendars,
  type SlaPolicyData,
} from '@phananh/core/reports';
import { type HeldAgainst, heldAgainst, movesFor, type Problem } from '@phananh/http/pages';
import { filesField } from '../../forms/files-field.ts';
import { type Html, html } from '../../frame/html.ts';
import { marked } from '../../frame/look.ts';
import type { Filled, Form, Frame, Page, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { countText, shareText } from '../../words/numbers.ts';
import { dayText } from '../../words/time.ts';
import { changedTerms } from './policy-terms.ts';
import { operationsWords } from './words.ts';

/** A newer policy, or newer calendars, on what is there: what would move. Nothing is put in force here. */

/** Pages of open reports that are looked at for one answer: 2,000 reports. */
const pagesAtOnce = 10;

export const policyPreview = (frame: Frame, permission: readonly string[]): Form => ({
  path: '/policy/preview',
  permission,
  textFiles: ['policy', 'calendars'],
  show: async (visit, { values, problem }) => {
    const words = operationsWords[visit.language];
    return pageOf(
      visit,
      html`${problem === undefined ? null : refusalOf(problem)}${formOf(visit, values)}`,
      words,
    );
  },
  act: async (visit, values) => {
    const words = operationsWords[visit.language];
    const { policy: inForce } = await policyOfLog(frame.reports.store);
    const policy = policyIn(values, inForce);
    const difference = policyDifference(policy, inForce);
    const cursor = values.get('cursor') ?? undefined;
    // Of the pages that follow it is the same.
    const held = cursor === undefined ? await heldAgainst(visit.request, frame, policy) : undefined;
    const found = await movesOf(frame, visit, { policy, cursor });
    return pageOf(
      visit,
      html`${difference === undefined ? html`<p class="note">${words.sameAsInForce}</p>` : html`<h2>${words.differs}</h2>${changedTerms(visit, policyDataOf(policy), policyDataOf(inForce)) ?? null}<p class="fine" lang="en">${difference}</p>`}
        ${calendarsOf(visit, policy, inForce)} ${held === undefined ? null : heldSection(visit, held)} ${movesTable(visit, found.moves, found.looked)}
        ${found.nextCursor === undefined ? null : nextForm(visit, values, found.nextCursor)}
        ${formOf(visit, new URLSearchParams())}`,
      words,
    );
  },
});

const pageOf = ({ base }: Visit, main: Html, words: (typeof operationsWords)['en']): Page => ({
  title: words.preview,
  under: '/operations',
  isWide: true,
  main: html`
    <p class="no-print"><a href=${`${base}/policy`}>← ${words.policy}</a></p>
    <h1>${words.preview}</h1>
    <p>${marked(words.previewLead)}</p>
    ${main}
  `,
});

/** Files, or texts where one has no file at hand. */
const formOf = (visit: Visit, values: Filled['values']): Html => {
  const { base, language, session } = visit;
  const words = operationsWords[language];
  const field = (name: 'policy' | 'calendars', label: string, help: string): Html => html`
    <div class="field">
      ${filesField(visit, name === 'calendars' ? 'choose' : 'chooseOne', {
        label: html`<label for=${`i-${name}`}>${label}</label>`,
        input: html`<input id=${`i-${name}`} type="file" name=${name} multiple=${name === 'calendars'} accept="application/json,.json" aria-describedby=${`i-${name}-help`} />`,
        below: html`<p class="fine" id=${`i-${name}-help`}>${help}</p>`,
      })}
      <details open=${values.has(name)}><summary>${words.orType}</summary>
        <label class="unseen" for=${`t-${name}`}>${label}, JSON</label>
        <textarea id=${`t-${name}`} name=${name} rows="8" spellcheck="false">${values.getAll(name).join('\n')}</textarea></details>
    </div>`;
  return html`
    <form method="post" action=${`${base}/policy/preview`} class="command" enctype="multipart/form-data" novalidate>
      ${session === undefined ? null : html`<input type="hidden" name="_token" value=${session.token} />`}
      ${field('policy', words.policyFile, words.policyFileHelp)} ${field('calendars', words.calendarFile, words.calendarFileHelp)}
      <p class="actions"><button>${words.previewDo}</button></p>
    </form>
  `;
};

const refusalOf = (problem: Problem): Html => {
  const errors: readonly unknown[] = Array.isArray(problem.errors) ? problem.errors : [];
  return html`<div class="note bad" role="alert" tabindex="-1" id="refused"><strong>${problem.title}</strong><p lang="en">${problem.detail}</p>
    <ul lang="en">${errors.map((one) => {
      const { pointer, message }: { readonly pointer?: unknown; readonly message?: unknown } = Object(one);
      return html`<li><code>${String(pointer ?? '')}</code> ${String(message ?? '')}</li>`;
    })}</ul></div>`;
};

/** @throws InvalidCommand for what is no JSON; InvalidPolicy, InvalidCalendar */
const policyIn = (values: URLSearchParams, inForce: SlaPolicy): SlaPolicy => {
  const texts = (name: string): readonly string[] => values.getAll(name).filter((text) => text.trim() !== '');
  const [policy] = texts('policy');
  const calendars = texts('calendars').map((text) => compileCalendar(parseCalendar(text)));
  if (policy === undefined && calendars.length === 0)
    throw new InvalidCommand('policy.moves', [
      { pointer: '', message: 'there is no policy and no calendar' },
    ]);
  return policyOnCalendars(policy === undefined ? policyDataOf(inForce) : dataIn(policy), inForce, calendars);
};

const dataIn = (text: string): SlaPolicyData => {
  try {
    // Whatever it is: the schema of policies checks it.
    return JSON.parse(text) as SlaPolicyData;
  } catch {
    throw new InvalidCommand('policy.moves', [{ pointer: '/policy', message: 'the policy is no JSON' }]);
  }
};

const movesOf = async (
  { reports, readModels }: Frame,
  { request }: Visit,
  { policy, cursor: first }: { readonly policy: SlaPolicy; readonly cursor: string | undefined },
) => {
  const moves: OpenMove[] = [];
  let cursor = first;
  for (let page = 0; page < pagesAtOnce; page += 1) {
    const found = await movesFor(request, { reports, readModels }, { policy, cursor });
    moves.push(...found.moves);
    cursor = found.nextCursor;
    if (cursor === undefined) return { moves, looked: undefined, nextCursor: undefined };
  }
  return { moves, looked: pagesAtOnce * 200, nextCursor: cursor };
};

const nextForm = ({ base, language, session }: Visit, values: URLSearchParams, cursor: string): Html => html`
  <form method="post" action=${`${base}/policy/preview`}>
    ${session === undefined ? null : html`<input type="hidden" name="_token" value=${session.token} />`}
    ${[...values]
      .filter(([name]) => name === 'policy' || name === 'calendars')
      .map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <input type="hidden" name="cursor" value=${cursor} />
    <p class="pages"><button class="second">${operationsWords[language].nextReports}</button></p>
  </form>
`;

/** Days off that one calendar has and the other has not. */
const calendarsOf = ({ language }: Visit, given: SlaPolicy, inForce: SlaPolicy): Html => {
  const words = operationsWords[language];
  const daysOf = (one: WorkingCalendar | undefined): ReadonlySet<string> =>
    new Set(one?.data.daysOff.map(({ date }) => date));
  const beyond = (days: ReadonlySet<string>, others: ReadonlySet<string>): string => {
    const only = [...days].filter((day) => !others.has(day)).sort();
    const shown = only.slice(0, 20).map((day) => dayText(day, language));
    return only.length === 0
      ? '–'
      : `${shown.join(', ')}${only.length > shown.length ? ` … (${only.length})` : ''}`;
  };
  return html`${given.calendars.map((calendar) => {
    const before = inForce.calendars.find(({ id }) => id === calendar.id);
    if (before?.version === calendar.version) return null;
    const [now, then] = [daysOf(calendar), daysOf(before)];
    return html`<dl class="data panel">
      <div><dt>${words.calendar}</dt><dd>${before?.version ?? '–'} → ${calendar.version}</dd></div>
      <div><dt>${words.moreDaysOff}</dt><dd>${beyond(now, then)}</dd></div>
      <div><dt>${words.fewerDaysOff}</dt><dd>${beyond(then, now)}</dd></div>
    </dl>`;
  })}`;
};

/** Rows of a list that a page shows. */
const mostShown = 200;

/** How the latest reports would be judged. */
const heldSection = ({ base, language }: Visit, held: HeldAgainst): Html => {
  const words = operationsWords[language];
  const count = (number: number): string => countText(number, language);
  const verdict = (one: string | null): string => (one === null ? '–' : nameOf('verdicts', one, language));
  const [figures] = held.figures;
  const share = (ratio: { readonly value: number | null } | undefined): string =>
    ratio?.value == null ? '–' : shareText(ratio.value, language);
  const side = (of: 'before' | 'after'): Html => html`<tr>
    <th scope="row">${of === 'before' ? words.asRecorded : words.underIt}</th>
    <td class="number">${share(figures?.[of].ratios.onTimeOfDue)}</td><td class="number">${share(figures?.[of].ratiosAgainstOriginal.onTimeOfDue)}</td></tr>`;
  return html`
    <section aria-labelledby="held">
      <h2 id="held">${words.held}</h2>
      <p>${held.isAll ? words.heldAll(count(held.looked)) : words.heldLatest(count(held.looked))} ${words.heldSum(count(held.casesDueMoved), count(held.casesJudgedOtherwise))}
      ${held.leftOut === 0 ? null : words.heldLeftOut(count(held.leftOut))}</p>
      ${held.overTerm.everything + held.overTerm.contact === 0 ? null : html`<p class="note"><strong>${words.overTerm(count(held.overTerm.everything), count(held.overTerm.contact))}</strong></p>`}
      <div class="scrolls" role="region" aria-labelledby="held" tabindex="0"><table class="figures">
        <thead><tr><td></td><th scope="col" class="number">${words.onTimeInForce}</th><th scope="col" class="number">${words.onTimeOriginal}</th></tr></thead>
        <tbody>${side('before')} ${side('after')}</tbody></table></div>
      ${
        held.judgedOtherwise.length === 0
          ? html`<p class="empty">${words.noneOtherwise}</p>`
          : html`<h3 id="otherwise">${words.otherwise}</h3>
            <div class="scrolls" role="region" aria-labelledby="otherwise" tabindex="0"><table class="figures">
            <thead><tr><th scope="col">${words.report}</th><th scope="col">${words.clock}</th><th scope="col">${words.dueNow}</th><th scope="col">${words.dueThen}</th><th scope="col">${words.verdictNow}</th><th scope="col">${words.verdictThen}</th></tr></thead>
            <tbody>${held.judgedOtherwise.slice(0, mostShown).map(
              ({ reportId, clock, before, after }) => html`<tr>
                <th scope="row"><a href=${`${base}/cases/report/${reportId}`}>${reportId.slice(-12)}</a></th><td>${nameOf('clocks', clock, language)}</td>
                <td>${before.due === null ? '–' : dayText(before.due.day, language)}</td><td>${after.due === null ? '–' : dayText(after.due.day, language)}</td>
                <td>${verdict(before.verdict)}</td><td>${verdict(after.verdict)}</td></tr>`,
            )}</tbody></table></div>
            ${held.judgedOtherwise.length > mostShown ? html`<p class="note">${words.moreOtherwise(count(held.judgedOtherwise.length - mostShown))}</p>` : null}`
      }
    </section>
  `;
};

const movesTable = (
  { base, language }: Visit,
  moves: readonly OpenMove[],
  looked: number | undefined,
): Html => {
  const words = operationsWords[language];
  const count = (direction: OpenMove['direction']): string =>
    countText(moves.filter((move) => move.direction === direction).length, language);
  const late = countText(moves.filter((move) => move.late).length, language);
  const dueOf = (due: OpenMove['oldDue']): string => dayText(due.day, language);
  return html`
    <section aria-labelledby="moves">
      <h2 id="moves">${words.moves}</h2>
      <p>${looked === undefined ? words.lookedAtAll : words.lookedAt(countText(looked, language))} ${words.movesSum(count('later'), count('earlier'), late)}</p>
      ${
        moves.length === 0
          ? html`<p class="empty">${words.noMoves}</p>`
          : html`<div class="scrolls" role="region" aria-labelledby="moves" tabindex="0"><table class="figures">
            <thead><tr><th scope="col">${words.report}</th><th scope="col">${words.clock}</th><th scope="col">${words.dueNow}</th><th scope="col">${words.dueThen}</th><th scope="col">${words.direction}</th></tr></thead>
            <tbody>${moves.map(
              ({ reportId, clock, oldDue, newDue, direction, late: isLate }) => html`<tr>
                <th scope="row"><a href=${`${base}/cases/report/${reportId}`}>${reportId.slice(-12)}</a></th>
                <td>${nameOf('clocks', clock, language)}</td><td>${dueOf(oldDue)}</td><td>${dueOf(newDue)}</td>
                <td>${words.directions[direction]}${isLate ? html` <span class="badge bad">${words.wouldBeLate}</span>` : null}</td></tr>`,
            )}</tbody></table></div>`
      }
    </section>
  `;
};
