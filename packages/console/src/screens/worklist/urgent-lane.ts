import type { Actor } from '@phananh/core';
import { personalInCases } from '@phananh/core/read-models';
import { askFor, caseQueryFor, parseQuery, worklistQuery } from '@phananh/http/pages';
import { titleOf } from '../../cases/case-table.ts';
import { countedText } from '../../cases/counted.ts';
import { html } from '../../frame/html.ts';
import { phaseBadge, verdictBadge, written } from '../../frame/look.ts';
import { asParameters } from '../../frame/query.ts';
import type { Frame, Part, Visit } from '../../frame/screen.ts';
import { dayText } from '../../words/time.ts';
import type { CountedQueue } from './counted-queues.ts';
import { worklistWords } from './words.ts';

/** Most that stand in the lane. */
const most = 4;

/** What is urgent, in a lane of its own before whatever list is looked at. */
export const urgentLane = async (
  { reports, readModels, clock, base }: Frame,
  { request, language }: Visit,
  actor: Actor,
  { queue, counted }: CountedQueue,
): Promise<Part> => {
  if (counted.count === 0) return { main: null };
  const words = worklistWords[language];
  const asked = parseQuery(
    worklistQuery(reports.policy.calendar.startOf),
    asParameters(new URLSearchParams(queue.query)),
  );
  const wanted = caseQueryFor(actor, { ...asked, limit: most }, clock.now());
  const { cases } = await askFor(request, (by) => readModels.cases(wanted, by));
  const hrefOf = (reportId: string, place: number): string =>
    `${base}/cases/report/${reportId}?${new URLSearchParams({ in: queue.query, at: String(place) })}`;
  const main = html`
    <section class="lane" aria-labelledby="lane">
      <div class="split">
        <h2 id="lane">${queue.name}</h2>
        ${counted.count > most || counted.isMore ? html`<a href=${`${base}/work?${queue.query}`}>${words.allOf(countedText(counted, language))}</a>` : null}
      </div>
      <ul class="plain">
        ${cases.map(
          (row, place) => html`
            <li>
              <a href=${hrefOf(row.reportId, place)}>${written(titleOf(row, language))}</a>
              <span class="badges">${phaseBadge(row.phase, language)} ${verdictBadge(row.verdict, language)}
              ${row.dueDay === null ? null : html`<time class="fine" datetime=${row.dueDay}>${dayText(row.dueDay, language)}</time>`}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
  return { main, shows: [personalInCases(cases, actor.kind)] };
};
