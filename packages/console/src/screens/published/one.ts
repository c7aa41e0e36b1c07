import { findSubject, isErased, NotFound, viewOfSubject } from '@phananh/core/engine';
import { reportWorkflow } from '@phananh/core/reports';
import { readInTurns } from '@phananh/http/pages';
import { z } from 'zod';
import { isReporter } from '../../cases/own-report.ts';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { kindName } from '../../words/kinds.ts';
import { dayOf, dayText } from '../../words/time.ts';
import { isAgain, supportersText } from './list.ts';
import { type PublishedWords, publishedWords } from './words.ts';

/** What a citizen said; it may have been erased since. */
const Said = z.union([z.string(), z.object({ erased: z.literal(true) })]).nullish();

/** What is public of a report, as far as it is shown here. */
const Shown = z.object({
  phase: z.string(),
  submittedAt: z.string(),
  text: Said,
  category: z.string().nullish(),
  areaCode: z.string().nullish(),
  location: z.object({ lat: z.number().nullish(), lng: z.number().nullish() }).nullish(),
  dueDay: z.string().nullish(),
  supporters: z.number().default(0),
  publication: z
    .object({
      publicText: z.string().nullish(),
      publishedAt: z.string().nullish(),
      attachments: z.array(z.string()).nullish(),
    })
    .nullish(),
  publicComments: z
    .array(
      z.object({
        revision: z.number(),
        text: Said,
        at: z.string(),
        by: z.object({ kind: z.string() }).or(z.string()),
      }),
    )
    .default([]),
});
type Shown = z.output<typeof Shown>;

/** One report that was published, as everybody may see it. */
export const publishedCase = async (frame: Frame, visit: Visit): Promise<Page> => {
  const { language, base } = visit;
  const words = publishedWords[language];
  const params: { readonly [name: string]: unknown } = Object(visit.request.params);
  const id = String(params.id);
  const report = await shownToEverybody(frame, visit, id);
  if (report === undefined)
    return {
      title: words.notFound,
      under: '/published',
      status: 404,
      main: html`<h1>${words.notFound}</h1><p>${words.notFoundHelp}</p><p><a class="button" href=${`${base}/published`}>${words.backToList}</a></p>`,
    };
  const { phase, text, category, publication } = report;
  const title = category == null ? words.report : visit.called('category', category);
  return {
    title,
    under: '/published',
    main: html`
      <h1>${title}</h1>
      ${(await isReporter(frame, visit, id)) ? html`<p class="note no-print">${words.mine} <a href=${`${base}/cases/report/${id}`}>${words.toMine}</a></p>` : null}
      ${isAgain(phase) ? html`<p class="note warn">${words.again}</p>` : null}
      <section aria-labelledby="said"><h2 id="said">${words.said}</h2>
        ${said(text, words)}
      </section>
      ${publication?.publicText == null ? null : html`<section aria-labelledby="answer"><h2 id="answer">${words.answer}</h2><blockquote>${written(publication.publicText)}</blockquote></section>`}
      ${frame.evidence === undefined ? null : photos(publication?.attachments ?? [], visit, words)}
      ${facts(report, visit, words)}
      ${await supportOf(frame, visit, id, report)}
      ${comments(report, visit, words)}
      <p><a href=${`${base}/published`}>${words.backToList}</a></p>
    `,
  };
};

const said = (text: z.output<typeof Said>, words: PublishedWords): Html => {
  if (typeof text === 'string' && text !== '') return html`<blockquote>${written(text)}</blockquote>`;
  return html`<p class="fine">${isErased(text) ? words.erased : words.noText}</p>`;
};

/** Undefined: it is not everybody's to see. */
const shownToEverybody = async (
  { reports: { handler } }: Frame,
  { request }: Visit,
  id: string,
): Promise<Shown | undefined> => {
  try {
    const found = await readInTurns(request, (how) => findSubject(handler, id, { actor: undefined, ...how }));
    return Shown.parse(viewOfSubject(handler, found));
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
};

const photos = (ids: readonly string[], { base }: Visit, words: PublishedWords): Html =>
  ids.length === 0
    ? null
    : html`
        <section aria-labelledby="photos"><h2 id="photos">${words.photos}</h2>
          <ul class="photos">
            ${ids.map(
              (id, at) =>
                html`<li><a href=${`${base}/published/photos/${id}/copy`}><img src=${`${base}/published/photos/${id}/thumbnail`} alt=${words.photo(String(at + 1))} loading="lazy" width="200" height="150" /></a></li>`,
            )}
          </ul>
        </section>
      `;

/** Degrees around a place that a map shows first. */
const around = 0.004;

const facts = (
  { submittedAt, areaCode, location, publication, dueDay, supporters, phase }: Shown,
  { base, language, called }: Visit,
  words: PublishedWords,
): Html => {
  const day = (of: string): Html => html`<time datetime=${of}>${dayText(of, language)}</time>`;
  const { lat, lng } = location ?? {};
  const box =
    lat == null || lng == null
      ? undefined
      : [lng - around, lat - around, lng + around, lat + around].map((one) => one.toFixed(3)).join(',');
  return html`
    <section aria-labelledby="facts"><h2 id="facts">${words.facts}</h2>
      <dl class="data panel">
        <div><dt>${words.when}</dt><dd>${day(dayOf(submittedAt))}</dd></div>
        ${publication?.publishedAt == null ? null : html`<div><dt>${words.answered}</dt><dd>${day(dayOf(publication.publishedAt))}</dd></div>`}
        ${isAgain(phase) && dueDay != null ? html`<div><dt>${words.dueAgain}</dt><dd>${day(dueDay)}</dd></div>` : null}
        ${areaCode == null ? null : html`<div><dt>${words.area}</dt><dd>${called('area', areaCode)}</dd></div>`}
        ${lat == null || lng == null ? null : html`<div><dt>${words.place}</dt><dd>${words.placeText(lat.toFixed(3), lng.toFixed(3))} · <a href=${`${base}/published/map?bbox=${box}`}>${words.onMap}</a></dd></div>`}
        ${supporters === 0 ? null : html`<div><dt>${words.support}</dt><dd>${supportersText(supporters, language, words)}</dd></div>`}
      </dl>
    </section>
  `;
};

/** Whether somebody may say that they have the same problem: who is signed in is told by what they may do. */
const supportOf = async (
  { reports: { handler } }: Frame,
  { actor, base, language, request }: Visit,
  id: string,
  { phase }: Shown,
): Promise<Html> => {
  const words = publishedWords[language];
  const form = `${base}/cases/report/${id}/do/support`;
  if (actor === undefined) {
    const { from }: { readonly from: unknown } = reportWorkflow.commands.support;
    if (Array.isArray(from) && !from.includes(phase)) return null;
    return html`<p class="no-print support"><a href=${`${base}/sign-in?${new URLSearchParams({ to: form })}`}>${words.supportSignIn}</a></p>`;
  }
  const found = await readInTurns(request, (how) => findSubject(handler, id, { actor, ...how }));
  const allowed = viewOfSubject(handler, found).allowedCommands ?? [];
  return allowed.includes('support')
    ? html`<p class="no-print support"><a class="button" href=${form}>${words.support}</a></p><p class="fine no-print">${words.supportHelp}</p>`
    : null;
};

const comments = ({ publicComments }: Shown, { language }: Visit, words: PublishedWords): Html => {
  const told = publicComments.filter(({ text }) => text != null && text !== '');
  return told.length === 0
    ? null
    : html`
        <section aria-labelledby="comments"><h2 id="comments">${words.comments}</h2>
          <ul class="plain comments">${told.map(
            ({ text, by, at }) =>
              html`<li>${said(text, words)}<p class="fine">${words.comment(kindName(typeof by === 'string' ? by : by.kind, language), dayText(dayOf(at), language))}</p></li>`,
          )}</ul>
        </section>
      `;
};
