import type { CaseRow } from '@phananh/core/read-models';
import { type Html, html } from '../frame/html.ts';
import { phaseBadge, verdictBadge, written } from '../frame/look.ts';
import type { Visit } from '../frame/screen.ts';
import { readable } from '../words/naming.ts';
import { dayOf, daysBetween, dayText, momentText } from '../words/time.ts';
import { type CaseTableWords, caseTableWords } from './words.ts';

export interface ShownCases {
  readonly cases: readonly CaseRow[];
  readonly agencyName: (agencyId: string) => string;
  readonly now: string;
  /** Where a case is. */
  readonly hrefOf: (row: CaseRow, place: number) => string;
}

/** Cases as a table; on a narrow screen as cards. */
export const caseTable = ({ language }: Visit, { cases, agencyName, now, hrefOf }: ShownCases): Html => {
  const words = caseTableWords[language];
  return html`
    <table class="cases">
      <thead>
        <tr>
          <th scope="col">${words.report}</th>
          <th scope="col">${words.phase}</th>
          <th scope="col">${words.due}</th>
          <th scope="col">${words.handledBy}</th>
          <th scope="col">${words.reported}</th>
        </tr>
      </thead>
      <tbody>
        ${cases.map((row, place) => {
          const { text, category, areaCode, phase, agencyId, submittedAt, priority, awaiting } = row;
          return html`
            <tr class=${priority === 'urgent' ? 'urgent' : undefined}>
              <th scope="row">
                <a href=${hrefOf(row, place)}>${text === null || text === '' ? words.noText : written(excerpt(text))}</a>
                <span class="fine">${[category, areaCode].flatMap((one) => (one === null ? [] : [readable(one)])).join(' · ')}</span>
              </th>
              <td>
                ${phaseBadge(phase, language)}
                ${priority === 'urgent' ? html` <span class="badge bad">${words.urgent}</span>` : null}
                ${awaiting === true ? html` <span class="badge warn">${words.waiting}</span>` : null}
              </td>
              <td>${dueCell(row, now, language, words)}</td>
              <td>${agencyId === null ? html`<span class="fine">${words.agencyNone}</span>` : agencyName(agencyId)}</td>
              <td class="fine"><time datetime=${submittedAt}>${momentText(submittedAt, language)}</time></td>
            </tr>
          `;
        })}
      </tbody>
    </table>
  `;
};

const dueCell = (
  { dueDay, verdict, dueProjected, phase }: CaseRow,
  now: string,
  language: Visit['language'],
  words: CaseTableWords,
): Html => html`
  ${verdictBadge(verdict, language)}
  ${
    dueDay === null
      ? null
      : html`<time datetime=${dueDay}>${dayText(dueDay, language)}</time>
        ${
          isRunning(verdict) && phase !== 'published'
            ? html`<span class="fine">${distance(daysBetween(dayOf(now), dueDay), words)}${dueProjected ? `, ${words.projected}` : ''}</span>`
            : null
        }`
  }
`;

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
