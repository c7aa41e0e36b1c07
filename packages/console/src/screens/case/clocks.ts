import { PhananhError } from '@phananh/core';
import type { ClockName, ReportExplanation } from '@phananh/core/reports';
import { clockNames, explanationText } from '@phananh/core/reports';
import { readInTurns } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { verdictBadge, written } from '../../frame/look.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { termText } from '../../words/terms.ts';
import { dayOf, dayText, momentText } from '../../words/time.ts';
import { deadlineCalendar } from './calendar.ts';
import { caseWords } from './words.ts';

/** Every clock of a report with its calendar: those that run first, and open. */
export const clocksOf = async ({ reports, clock }: Frame, visit: Visit, reportId: string): Promise<Html> => {
  const { language, request, actor } = visit;
  const words = caseWords[language];
  const explained: ReportExplanation[] = [];
  for (const name of clockNames) {
    const one = await explanationOf(name, () =>
      readInTurns(request, (how) => reports.explain(reportId, { clock: name }, { actor, ...how })),
    );
    if (one === 'hidden') return null;
    if (one !== undefined) explained.push(one);
  }
  if (explained.length === 0) return null;
  const isRunning = ({ stoppedAt, cancelledAt }: ReportExplanation): boolean =>
    stoppedAt === null && cancelledAt === null;
  const ordered = [...explained.filter(isRunning), ...explained.filter((one) => !isRunning(one))];
  const today = dayOf(clock.now());
  return html`
    <section class="deadlines" aria-labelledby="deadlines">
      <h2 id="deadlines">${words.deadlines}</h2>
      ${ordered.map((one, at) => clockPanel(visit, one, { today, isOpen: isRunning(one) || at === 0 }))}
    </section>
  `;
};

/** Undefined: it was never started. */
const explanationOf = async (
  _: ClockName,
  ask: () => Promise<ReportExplanation>,
): Promise<ReportExplanation | 'hidden' | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PhananhError)) throw error;
    if (error.code === 'not-found') return undefined;
    if (error.code === 'forbidden') return 'hidden';
    throw error;
  }
};

const clockPanel = (
  visit: Visit,
  explained: ReportExplanation,
  { today, isOpen }: { readonly today: string; readonly isOpen: boolean },
): Html => {
  const { language } = visit;
  const words = caseWords[language];
  const {
    clock,
    round,
    answerableFor,
    due,
    originalDue,
    verdicts,
    days,
    stoppedAt,
    cancelledAt,
    pausedAt,
    extensions,
    calendar,
    term,
  } = explained;
  const name = nameOf('clocks', clock, language);
  return html`
    <details class="clock" open=${isOpen}>
      <summary>
        <strong>${name}</strong> ${verdictBadge(verdicts?.verdict ?? null, language)}
        <span class="due">${cancelledAt !== null ? words.cancelled(momentText(cancelledAt, language)) : due === null ? words.noTerm : words.dueBy(dayText(due.day, language))}</span>
      </summary>
      <p class="fine">
        ${words.answerable(nameOf('parties', answerableFor, language))} · ${words.round(String(round))}
        ${term === null ? null : html` · ${termText(term, language)}`}
        ${originalDue !== null && due !== null && originalDue.day !== due.day ? html` · ${words.originally(dayText(originalDue.day, language))}` : null}
        ${stoppedAt === null ? null : html` · ${words.stopped(momentText(stoppedAt, language))}`}
        ${pausedAt === null ? null : html` · ${words.pausedSince(momentText(pausedAt, language))}`}
      </p>
      ${deadlineCalendar(visit, {
        days,
        dueDay: due?.day ?? null,
        stoppedDay: stoppedAt === null ? null : dayOf(stoppedAt),
        today,
        caption: words.deadlineOf(name),
      })}
      ${extensions.map(
        ({ workingDays, to, reason }) =>
          html`<p class="note">${words.extended(String(workingDays), dayText(to, language))}${reason === null ? null : html`<br />${written(words.reason(reason))}`}</p>`,
      )}
      <details class="in-words"><summary>${words.inWords}</summary><pre>${explanationText(explained, language)}</pre>
        ${calendar === null ? null : html`<p class="fine">${words.calendar(calendar.version)}</p>`}</details>
    </details>
  `;
};
