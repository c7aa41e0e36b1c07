import { isErased } from '@phananh/core/engine';
import type { CaseRow, RunningClock } from '@phananh/core/read-models';
import { type Html, html } from '../frame/html.ts';
import { phaseBadge, verdictBadge, written } from '../frame/look.ts';
import type { Visit } from '../frame/screen.ts';
import { nameOf } from '../words/naming.ts';
import { dayOf, daysBetween, dayText, momentText, shortDayText } from '../words/time.ts';
import type { Counted } from './counted.ts';
import { kindAndPlace } from './kind-and-place.ts';
import { type CaseTableWords, caseTableWords } from './words.ts';

export interface ShownCases {
  readonly cases: readonly CaseRow[];
  readonly agencyName: (agencyId: string) => string;
  readonly now: string;
  /** How long the list is that they are of, and which row of it the first one is, from 0. Absent: they are all there are. */
  readonly counted?: Counted;
  readonly firstRow?: number;
  /** The id of the form for which rows can be marked. Absent: none can. */
  readonly markedIn?: string | undefined;
  /** Where a case is. */
  readonly hrefOf: (row: CaseRow, place: number) => string;
}

/** Cases as a table; on a narrow screen as cards. */
export const caseTable = (
  visit: Visit,
  { cases, agencyName, now, counted, firstRow = 0, markedIn, hrefOf }: ShownCases,
): Html => {
  const { language } = visit;
  const words = caseTableWords[language];
  return html`
    <table class="cases" aria-rowcount=${counted === undefined ? undefined : rowCount(counted)}>
      <thead>
        <tr aria-rowindex=${counted === undefined ? undefined : 1}>
          <th scope="col">${words.report}</th>
          <th scope="col">${words.phase}</th>
          <th scope="col">${words.due}</th>
          <th scope="col">${words.handledBy}</th>
          <th scope="col">${words.reported}</th>
        </tr>
      </thead>
      <tbody>
        ${cases.map((row, place) => {
          const { phase, agencyId, submittedAt, priority, awaiting } = row;
          return html`
            <tr class=${priority === 'urgent' ? 'urgent' : undefined} aria-rowindex=${counted === undefined ? undefined : firstRow + place + 2}>
              <th scope="row">
                ${markedIn === undefined ? null : html`<input type="checkbox" class="mark-row" form=${markedIn} name="id" value=${row.reportId} aria-label=${words.markRow(calledOf(visit, row))} />`}
                <a href=${hrefOf(row, place)}>${written(calledOf(visit, row))}</a>
                ${isUntold(row) ? null : html`<span class="fine">${kindAndPlace(visit, row)}</span>`}
              </th>
              <td>
                ${phaseBadge(phase, language)}
                ${priority === 'urgent' ? html` <span class="badge bad">${words.urgent}</span>` : null}
                ${awaiting === true && row.verdict !== 'paused' ? html` <span class="badge warn">${isOwn(visit) ? words.waitingForYou : words.waiting}</span>` : null}
              </td>
              <td class="when">${dueCell(visit, row, now, words)}</td>
              <td>${agencyId === null ? (isOwn(visit) ? null : html`<span class="fine">${words.agencyNone}</span>`) : agencyName(agencyId)}</td>
              <td class="fine" data-label=${words.reported}><time datetime=${submittedAt}>${momentText(submittedAt, language)}</time></td>
            </tr>
          `;
        })}
      </tbody>
    </table>
  `;
};

/** With the row of the headings; -1: nobody counted so far. */
const rowCount = ({ count, isMore }: Counted): number => (isMore ? -1 : count + 1);

/** What a row is called. */
export const titleOf = ({ text }: CaseRow, language: Visit['language']): string => {
  const words = caseTableWords[language];
  if (isErased(text)) return words.erased;
  return text === null || text === '' ? words.noText : excerpt(text);
};

const dueCell = (
  visit: Visit,
  { dueDay, verdict, dueProjected, phase, running }: CaseRow,
  now: string,
  words: CaseTableWords,
): Html => html`
  ${isOwn(visit) && verdict === 'paused' ? html`<span class="badge warn">${words.waitingForYou}</span>` : verdictBadge(verdict, visit.language)}
  ${
    dueDay === null
      ? null
      : html`<span class="due"><time datetime=${dueDay}>${dayText(dueDay, visit.language)}</time>${
          isRunning(verdict) && phase !== 'published'
            ? html` <small>${distance(daysBetween(dayOf(now), dueDay), words)}${dueProjected ? `, ${words.projected}` : ''}</small>`
            : null
        }</span>`
  }
  ${isOwn(visit) ? null : nextClock(running?.[0], now, visit.language, words)}
`;

/** Whether they are the reports of whoever looks: which office has a clock is then nothing to act on. */
const isOwn = ({ actor }: Visit): boolean => actor?.kind === 'citizen';

/** Whether there is no text to call it by, for whoever looks. */
const isUntold = ({ text }: CaseRow): boolean => text === null || text === '';

/** What a row is called on a page: where its text is not theirs to see, what it is about. */
const calledOf = (visit: Visit, row: CaseRow): string =>
  (isUntold(row) ? kindAndPlace(visit, row) : '') || titleOf(row, visit.language);

/** Which clock will be late before the whole is. */
const nextClock = (
  next: RunningClock | undefined,
  now: string,
  language: Visit['language'],
  words: CaseTableWords,
): Html => {
  if (next === undefined || next.clock === 'overall' || next.dueDay === null) return null;
  const { clock, dueDay, verdict } = next;
  const name = nameOf('clocks', clock, language);
  return html`<span class=${verdict === 'overdue' ? 'which bad' : 'which'}>${`${name} `}<time datetime=${dueDay}>${shortDayText(dueDay)}</time>, ${distance(daysBetween(dayOf(now), dueDay), words)}</span>`;
};

const isRunning = (verdict: string | null): boolean => verdict === 'open' || verdict === 'overdue';

/** How far a day is from today. */
const distance = (days: number, words: CaseTableWords): string => {
  if (days === 0) return words.today;
  if (days === 1) return words.tomorrow;
  if (days === -1) return words.yesterday;
  return days > 0 ? words.inDays(String(days)) : words.daysAgo(String(-days));
};

const mostShown = 160;
const excerpt = (text: string): string => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text);
