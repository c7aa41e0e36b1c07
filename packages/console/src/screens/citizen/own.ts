import type { JsonObject } from '@phananh/core';
import { isErased } from '@phananh/core/engine';
import { courseOf } from '../../cases/course.ts';
import { agencyNames, attachmentsOf, type FoundCase } from '../../cases/found.ts';
import { isGrave } from '../../cases/grave.ts';
import { historyOf } from '../../cases/history.ts';
import type { OwnReport } from '../../cases/own-report.ts';
import { missingCopies, photoShown } from '../../cases/photos.ts';
import { caseTableWords } from '../../cases/words.ts';
import { formWords } from '../../forms/words.ts';
import { type Html, html } from '../../frame/html.ts';
import { phaseBadge, written } from '../../frame/look.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { dayText, momentText } from '../../words/time.ts';
import { heldUntilOf } from './held.ts';
import { citizenWords } from './words.ts';

/** A report as its reporter sees it: what is asked of them and what they may do first, then how it goes. */

/** What reporters do, in the order in which it is likely to be next. */
const inOrder = ['provide-information', 'rate', 'dispute', 'comment', 'withdraw'];

export const ownReport = async (
  frame: Frame,
  visit: Visit,
  { one, events, clocks, done, receipt }: OwnReport,
): Promise<Html> => {
  const { language, base, session } = visit;
  const { view, id } = one;
  const words = citizenWords[language];
  const path = `${base}/cases/report/${id}`;
  const { trackingCode, phase, category, dueDay, submittedAt, text, location, privacyNotice } = view;
  const until = session && heldUntilOf(session.told);
  const { address, areaCode, lat, lng }: { readonly [key: string]: unknown } = Object(location);
  const coordinates = typeof lat === 'number' && typeof lng === 'number' ? `${lat}, ${lng}` : undefined;
  const places = [
    ...(typeof address === 'string' ? [address] : []),
    ...(typeof areaCode === 'string' ? [visit.called('area', areaCode)] : []),
  ];
  const photos = frame.evidence === undefined ? [] : attachmentsOf(view);
  const missing = await missingCopies(frame, visit, photos);
  return html`
    ${done}
    <header class="case-head">
      <h1>${typeof category === 'string' ? visit.called('category', category) : words.held} <span class="number">${String(trackingCode)}</span></h1>
      <p class="badges">${phaseBadge(String(phase), language)} ${typeof dueDay === 'string' && isOpen(phase) && phase !== 'disputed' ? html`<span>${words.due(dayText(dueDay, language))}</span>` : null}</p>
    </header>
    <div class="case own">
      <div class="head">${questionOf(view, visit)} ${resultOf(view, visit)} ${rejectionOf(view, visit)} ${ratingOf(view, visit)} ${disputeOf(view, visit)}</div>
      <aside>${actionsOf(visit, one, path)} <section>${courseOf(String(phase), language)}</section></aside>
      <div class="rest">
      <section aria-labelledby="said"><h2 id="said">${words.yourText}</h2>
        ${typeof text === 'string' ? html`<blockquote>${written(text)}</blockquote>` : null}
        ${isErased(text) ? html`<p class="fine">${caseTableWords[language].erased}</p>` : null}
        ${places.length === 0 ? null : html`<p class="place"><span>${places.map((place, at) => html`${at === 0 ? null : ' · '}${written(place)}`)}</span></p>`}
        ${coordinates === undefined ? null : html`<p class="fine">${words.coordinates}: ${coordinates}</p>`}
        ${typeof submittedAt === 'string' ? html`<p class="fine"><time datetime=${submittedAt}>${momentText(submittedAt, language)}</time></p>` : null}
        ${
          photos.length === 0
            ? null
            : html`<ul class="photos" role="list">${photos.map((photo, at) => html`<li>${photoShown(visit, one, { photo, name: formWords[language].photoKept(String(at + 1)), missing: missing.get(photo) })}</li>`)}</ul>`
        }
      </section>
      ${clocks}
      <details><summary>${words.everything}</summary>${historyOf(visit, events, agencyNames(frame))}</details>
      <section aria-labelledby="more" class="no-print"><h2 id="more">${words.proof}</h2>
        ${receipt}
        <p><a href=${`${path}/link`}>${words.newLink}</a></p>
        ${base === visit.root ? html`<p><a href=${`${base}/personal-data`}>${words.yourData}</a></p>` : null}
        ${asksAboutData(frame, visit) ? html`<p><a href=${`${base}/cases/dataRequest/new/ask`}>${words.askAboutData}</a></p>` : null}
        ${until === undefined ? null : html`<p>${words.heldNote(dayText(until.slice(0, 10), language))} <a href=${`${path}/give-up`}>${words.giveUp}</a></p>`}
        ${typeof privacyNotice === 'string' ? html`<p class="fine">${words.noticeSeen(privacyNotice)}</p>` : null}
      </section>
      </div>
    </div>
  `;
};

const closed: ReadonlySet<unknown> = new Set(['published', 'closed', 'rejected', 'withdrawn', 'merged']);
const isOpen = (phase: unknown): boolean => !closed.has(phase);

const partOf = (part: unknown): { readonly [key: string]: unknown } => Object(part);

const questionOf = ({ awaitingInformation }: JsonObject, { language }: Visit): Html => {
  const { question, answerBy } = partOf(awaitingInformation);
  if (typeof question !== 'string') return null;
  const { day } = partOf(answerBy);
  const words = citizenWords[language];
  return html`<section class="note warn" aria-labelledby="asked"><h2 id="asked">${words.asked}</h2><blockquote>${written(question)}</blockquote>${typeof day === 'string' ? html`<p>${words.askedUntil(dayText(day, language))}</p>` : null}</section>`;
};

const resultOf = ({ publication, phase }: JsonObject, { language }: Visit): Html => {
  const { publicText, windowEnds } = partOf(publication);
  if (typeof publicText !== 'string') return null;
  const { day } = partOf(windowEnds);
  const words = citizenWords[language];
  return html`<section aria-labelledby="answer"><h2 id="answer">${words.answer}</h2><blockquote>${written(publicText)}</blockquote>${typeof day === 'string' && phase === 'published' ? html`<p>${words.windowUntil(dayText(day, language))}</p>` : null}</section>`;
};

const last = (list: unknown): { readonly [key: string]: unknown } =>
  partOf(Array.isArray(list) ? list.at(-1) : undefined);

/** How they graded the round that is out. */
const ratingOf = ({ ratings, round }: JsonObject, { language }: Visit): Html => {
  const rating = last(ratings);
  if (typeof rating.grade !== 'string' || rating.round !== round) return null;
  const words = citizenWords[language];
  return html`<section aria-labelledby="rated"><h2 id="rated">${words.rated}</h2><p><strong>${nameOf('values', rating.grade, language)}</strong></p>${typeof rating.comment === 'string' ? html`<blockquote>${written(rating.comment)}</blockquote>` : null}</section>`;
};

/** Their last dispute, and what became of it. */
const disputeOf = ({ disputes, clocks }: JsonObject, { language }: Visit): Html => {
  const { reason, decision, decisionReason } = last(disputes);
  const words = citizenWords[language];
  if (reason === undefined) return null;
  const decided =
    decision === 'upheld' || decision === 'dismissed'
      ? words.disputeDecided[decision]
      : [words.disputeOpen, disputeDue(clocks, language)].join(' ').trimEnd();
  return html`<section aria-labelledby="disputed"><h2 id="disputed">${words.disputed}</h2>${typeof reason === 'string' ? html`<blockquote>${written(reason)}</blockquote>` : html`<p class="fine">${caseTableWords[language].erased}</p>`}<p><strong>${decided}</strong></p>${typeof decisionReason === 'string' ? html`<blockquote>${written(decisionReason)}</blockquote>` : null}</section>`;
};

/** Until when the centre decides about it. */
const disputeDue = (clocks: unknown, language: Visit['language']): string => {
  const running = (Array.isArray(clocks) ? clocks.map(partOf) : []).findLast(
    ({ clock }) => clock === 'dispute',
  );
  const { day } = partOf(running?.due);
  return typeof day === 'string' ? citizenWords[language].disputeUntil(dayText(day, language)) : '';
};

const rejectionOf = ({ rejection }: JsonObject, { language }: Visit): Html => {
  const { reason, message, competentBody } = partOf(rejection);
  if (typeof reason !== 'string') return null;
  const words = citizenWords[language];
  return html`<section aria-labelledby="rejected"><h2 id="rejected">${words.rejected}</h2><p>${nameOf('values', reason, language)}</p>${typeof message === 'string' ? html`<blockquote>${written(message)}</blockquote>` : null}${typeof competentBody === 'string' ? html`<p>${words.competent(competentBody)}</p>` : null}</section>`;
};

const actionsOf = ({ language }: Visit, { view }: FoundCase, path: string): Html => {
  const words = citizenWords[language];
  const allowed = inOrder.filter((name) => view.allowedCommands?.includes(name) === true);
  const isRated = last(view.ratings).round === view.round && allowed.includes('rate');
  const lookOf = (name: string, at: number): string => {
    if (isGrave('report', name)) return 'button second grave';
    return at === 0 && name !== 'comment' && !isRated ? 'button' : 'button second';
  };
  const called = (name: string): string =>
    name === 'rate' && isRated ? words.rateAgain : nameOf('commands', name, language);
  return html`
    <section class="card actions no-print" aria-labelledby="actions"><h2 id="actions">${words.now}</h2>
      ${allowed.every((name) => name === 'comment' || name === 'withdraw') ? html`<p>${isOpen(view.phase) ? words.nothingNow : words.nothingMore}</p>` : null}
      <ul class="plain" role="list">${allowed.map((name, at) => html`<li><a class=${lookOf(name, at)} href=${`${path}/do/${name}`}>${called(name)}</a></li>`)}</ul>
    </section>
  `;
};

/** Whoever has the report by a link is not known well enough to ask about a person: they ask at the centre. */
const asksAboutData = ({ workflows }: Frame, { base, root }: Visit): boolean =>
  base === root && workflows.some(({ handler }) => handler.workflow.name === 'dataRequest');
