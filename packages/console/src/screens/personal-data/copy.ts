import type { JsonValue } from '@phananh/core';
import { isErased } from '@phananh/core/engine';
import type { PersonalCopy } from '@phananh/http/pages';
import { shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import type { Visit } from '../../frame/screen.ts';
import { nameOf, readable } from '../../words/naming.ts';
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
      <h2>${titleOf(visit, stream, kept)}</h2>
      ${kept.filter((one) => one.stream === stream).map((one) => eventOf(visit, one))}
    </section>`,
  )}`;
};

/** A report is called by what they wrote, and leads to its page. */
const titleOf = ({ base, language, actor }: Visit, stream: string, kept: readonly Kept[]): Html => {
  const words = personalDataWords[language];
  const id = stream.startsWith('report-') ? stream.slice('report-'.length) : undefined;
  if (id === undefined) {
    const workflow = stream.split('-', 1)[0] ?? '';
    return Object.hasOwn(words.streams, workflow)
      ? words.streams[workflow as keyof typeof words.streams]
      : readable(workflow);
  }
  const text = kept
    .find((one) => one.stream === stream && one.type === 'submitted')
    ?.values.find(({ pointer }) => pointer === '/text')?.value;
  const name = typeof text === 'string' ? html`${words.report}: ${written(excerpt(text))}` : words.report;
  return actor === undefined
    ? name
    : html`<a href=${`${base}/cases/report/${encodeURIComponent(id)}`}>${name}</a>`;
};

const mostShown = 60;
const excerpt = (text: string): string => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text);

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
  return html`<div><dt>${name === '' ? words.streams.attachment : nameOf('fields', name, visit.language)}</dt><dd>${shown}</dd></div>`;
};
