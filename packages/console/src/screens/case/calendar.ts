import type { ExplainedDay } from '@phananh/core/sla';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { daysAfter, daysBetween, dayText, monthText, shortDayText } from '../../words/time.ts';
import { type CaseWords, caseWords } from './words.ts';

/** A term as the weeks of its months, with what each day counts, and beneath them why some do not. */

export interface DrawnTerm {
  readonly days: readonly ExplainedDay[];
  readonly dueDay: string | null;
  readonly stoppedDay: string | null;
  readonly today: string;
  readonly caption: string;
}

const weekdays = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  vi: ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'],
} as const;

export const deadlineCalendar = (visit: Visit, term: DrawnTerm): Html => {
  const { language } = visit;
  const words = caseWords[language];
  if (term.days.length === 0) return null;
  return html`
    <div class="calendar">
      <div class="months">${monthsOf(term).map((month) => monthTable(month, visit, term))}</div>
      ${legend(term, words)} ${reasons(visit, term.days)}
    </div>
  `;
};

interface Month {
  /** `2026-12`. */
  readonly month: string;
  /** Seven days each, from Monday on; undefined: of another month. */
  readonly weeks: readonly (readonly (string | undefined)[])[];
}

/** Most months that are drawn: what takes longer is told in words. */
const mostMonths = 6;

/** The weeks from the first day of the term to its last, and that of the day on which it stopped. Weeks without any of them are not drawn. */
const monthsOf = ({ days, dueDay, stoppedDay }: DrawnTerm): readonly Month[] => {
  const drawn = [...days.map(({ day }) => day), dueDay, stoppedDay].flatMap((day) => day ?? []);
  const isDrawn = new Set(drawn);
  const months = [...new Set(drawn.map((day) => day.slice(0, 7)))].toSorted();
  return months.slice(0, mostMonths).map((month) => ({
    month,
    weeks: weeksOf(month).filter((week) => week.some((day) => day !== undefined && isDrawn.has(day))),
  }));
};

const weeksOf = (month: string): Month['weeks'] => {
  const first = `${month}-01`;
  const leading = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const cells: (string | undefined)[] = Array.from({ length: leading }, () => undefined);
  for (let day = first; day.startsWith(month); day = daysAfter(day, 1)) cells.push(day);
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_day, at) => cells[week * 7 + at]),
  );
};

/** Whether weeks were left out before this one. */
const isAfterGap = (weeks: Month['weeks'], at: number): boolean => {
  const [before, first] = [weeks[at - 1]?.findLast(isDay), weeks[at]?.find(isDay)];
  return before !== undefined && first !== undefined && daysBetween(before, first) > 1;
};

const isDay = (day: string | undefined): boolean => day !== undefined;

const monthTable = ({ month, weeks }: Month, { language }: Visit, term: DrawnTerm): Html => {
  const words = caseWords[language];
  const byDay = new Map(term.days.map((day) => [day.day, day]));
  return html`
    <table class="month">
      <caption><span class="unseen">${term.caption}: </span>${monthText(month, language)}</caption>
      <thead><tr>${weekdays[language].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${weeks.map(
          (week, at) => html`
            ${isAfterGap(weeks, at) ? html`<tr aria-hidden="true"><td class="gap" colspan="7">⋯</td></tr>` : null}
            <tr>${week.map((day) => dayCell(day, day === undefined ? undefined : byDay.get(day), term, words))}</tr>
          `,
        )}
      </tbody>
    </table>
  `;
};

const dayCell = (
  day: string | undefined,
  explained: ExplainedDay | undefined,
  term: DrawnTerm,
  words: CaseWords,
): Html => {
  if (day === undefined) return html`<td class="blank"></td>`;
  const marks = [
    ...(day === term.dueDay ? ['due'] : []),
    ...(day === term.stoppedDay ? ['stopped'] : []),
    ...(day === term.today ? ['today'] : []),
    ...(explained === undefined
      ? ['outside']
      : [explained.role, ...(explained.part === 'extension' ? ['extra'] : [])]),
  ];
  const said = [
    ...(explained === undefined ? [] : [meaningOf(explained, words)]),
    ...(day === term.dueDay ? [words.legendDue] : []),
    ...(day === term.stoppedDay ? [words.legendStopped] : []),
    ...(day === term.today ? [words.today] : []),
  ];
  return html`
    <td class=${marks.join(' ')}>
      <span class="date">${String(Number(day.slice(8)))}</span>
      ${explained === undefined ? null : html`<span class="mark" aria-hidden="true">${markOf(explained, day === term.dueDay, words)}</span>`}
      ${said.length === 0 ? null : html`<span class="unseen"> ${said.join(', ')}</span>`}
    </td>
  `;
};

/** Short enough for a cell; the whole is told to those who hear it. */
const markOf = ({ role, counted, part }: ExplainedDay, isDue: boolean, words: CaseWords): string => {
  if (role === 'counted') return `${part === 'extension' ? '+' : ''}${counted}${isDue ? ' ⚑' : ''}`;
  if (role === 'start') return words.start;
  if (role === 'paused') return '⏸';
  return role === 'rolled' ? '→' : '–';
};

const meaningOf = ({ role, counted, part }: ExplainedDay, words: CaseWords): string => {
  switch (role) {
    case 'start':
      return words.start;
    case 'counted':
      return part === 'extension' ? words.countedExtension(String(counted)) : words.counted(String(counted));
    case 'paused':
      return words.legendPaused;
    case 'rolled':
      return words.rolled;
    case 'skipped':
      return words.skipped;
  }
};

const legend = ({ days, stoppedDay }: DrawnTerm, words: CaseWords): Html => {
  const has = (role: ExplainedDay['role'], part?: ExplainedDay['part']): boolean =>
    days.some((day) => day.role === role && (part === undefined || day.part === part));
  const entries: readonly (readonly [string, string, boolean])[] = [
    ['counted', words.legendCounted, has('counted', 'term')],
    ['counted extra', words.legendExtension, has('counted', 'extension')],
    ['skipped', words.legendSkipped, has('skipped')],
    ['paused', words.legendPaused, has('paused')],
    ['due', words.legendDue, true],
    ['stopped', words.legendStopped, stoppedDay !== null],
  ];
  return html`<ul class="legend" aria-hidden="true">
    ${entries.filter(([, , isThere]) => isThere).map(([role, label]) => html`<li><span class=${`swatch ${role}`}></span>${label}</li>`)}
  </ul>`;
};

interface Reasoned {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly notes: readonly string[];
}

/** Why each day does not count, days of one reason beside each other together; and of make-up days why they do. */
const reasons = ({ language }: Visit, days: readonly ExplainedDay[]): Html => {
  const words = caseWords[language];
  const told: Reasoned[] = [];
  for (const day of days) {
    const one = reasonOf(day, language, words);
    if (one === undefined) continue;
    const before = told.at(-1);
    if (
      before !== undefined &&
      before.reason === one.reason &&
      daysAfter(before.to, 1) === day.day &&
      before.notes.join() === one.notes.join()
    )
      told[told.length - 1] = { ...before, to: day.day };
    else told.push({ from: day.day, to: day.day, ...one });
  }
  if (told.length === 0) return null;
  return html`
    <div class="reasons">
      <h3>${words.whySkipped}</h3>
      <ul>
        ${told.map(
          ({ from, to, reason, notes }) => html`
            <li>
              <time datetime=${from}>${from === to ? dayText(from, language) : `${shortDayText(from)} – ${shortDayText(to)}/${to.slice(0, 4)}`}</time>
              <span><strong>${reason}</strong>${notes.length === 0 ? null : html` <span class="fine">${notes.join(' · ')}</span>`}</span>
            </li>
          `,
        )}
      </ul>
    </div>
  `;
};

const reasonOf = (
  { role, reason, name, source, knownSince, insteadOf, status }: ExplainedDay,
  language: Visit['language'],
  words: CaseWords,
): Pick<Reasoned, 'reason' | 'notes'> | undefined => {
  const notes = [
    ...(insteadOf === undefined ? [] : [words.insteadOf(dayText(insteadOf, language))]),
    ...(source.length === 0 ? [] : [words.source(source.join(', '))]),
    ...(knownSince === null || source.length === 0 ? [] : [words.knownSince(dayText(knownSince, language))]),
    ...(status === 'projected' ? [words.projected] : []),
  ];
  if (role === 'start') return { reason: `${words.start}: ${words.startHelp}`, notes: [] };
  if (role === 'counted') return reason === 'make-up' ? { reason: words.makeUp, notes } : undefined;
  if (role === 'paused') return { reason: words.pauseReason, notes: [] };
  if (role === 'rolled' && reason !== 'day-off' && reason !== 'weekly-rest')
    return { reason: words.rolledReason, notes: [] };
  return { reason: name?.[language] ?? (reason === 'weekly-rest' ? words.weeklyRest : words.skipped), notes };
};
