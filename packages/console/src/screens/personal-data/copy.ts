import type { JsonValue } from '@phananh/core';
import { isErased } from '@phananh/core/engine';
import type { PersonalCopy } from '@phananh/http/pages';
import { shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { personalDataWords } from './words.ts';

type Kept = PersonalCopy['kept'][number];

/** Everything personal of somebody as they read it: by report, in the order in which it was said. */
export const copyTables = (visit: Visit, { kept }: PersonalCopy): Html => {
  const words = personalDataWords[visit.language];
  const streams = [...new Set(kept.map(({ stream }) => stream))];
  if (streams.length === 0) return html`<p class="empty">${words.nothing}</p>`;
  return html`${streams.map(
    (stream) => html`<section class="card">
      <h2>${titleOf(visit, stream)}</h2>
      ${kept.filter((one) => one.stream === stream).map((one) => eventOf(visit, one))}
    </section>`,
  )}`;
};

/** A report of theirs leads to its page. */
const titleOf = ({ base, language, actor }: Visit, stream: string): Html => {
  const words = personalDataWords[language];
  const id = stream.startsWith('report-') ? stream.slice('report-'.length) : undefined;
  if (id === undefined)
    return html`${stream.startsWith('attachment-') ? words.photo : stream.split('-', 1)[0]} <span class="fine"><code>${stream.slice(stream.indexOf('-') + 1).slice(0, 12)}…</code></span>`;
  const name = html`${words.report} <span class="fine"><code>${id}</code></span>`;
  return actor === undefined
    ? name
    : html`<a href=${`${base}/cases/report/${encodeURIComponent(id)}`}>${name}</a>`;
};

const eventOf = (visit: Visit, { type, occurredAt, values }: Kept): Html => {
  const { language } = visit;
  return html`
    <p><b>${nameOf('events', type, language)}</b> <time class="fine" datetime=${occurredAt}>${momentText(occurredAt, language)}</time></p>
    <dl class="data">${values.map(({ pointer, value }) => shownPart(visit, pointer, value))}</dl>
  `;
};

const shownPart = (visit: Visit, pointer: string, value: JsonValue): Html => {
  const words = personalDataWords[visit.language];
  const [name = ''] = pointer.slice(1).split('/');
  const shown = isErased(value) ? words.erased : shownValue(name, value, visit, (agencyId) => agencyId);
  return html`<div><dt>${name === '' ? words.photo : nameOf('fields', name, visit.language)}</dt><dd>${shown}</dd></div>`;
};
