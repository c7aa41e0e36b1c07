import type { EventView } from '@phananh/core/engine';
import { whatHappened } from '../../cases/history.ts';
import { whoOf } from '../../cases/told.ts';
import { caseTableWords } from '../../cases/words.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/screen.ts';
import { kindName } from '../../words/kinds.ts';
import { dayOf, daysBetween, momentText } from '../../words/time.ts';
import { caseWords } from './words.ts';

/** Who did what and when, in a lane for each party; time in which nothing happened takes a line, however long it was. */

/** By when it happened, or by when the log came to know of it. */
export type TimeAxis = 'occurred' | 'recorded';

export const axisIn = (query: URLSearchParams): TimeAxis =>
  query.get('time') === 'recorded' ? 'recorded' : 'occurred';

export interface ShownLanes {
  readonly axis: TimeAxis;
  /** The address of the page by the other axis. */
  readonly hrefOf: (axis: TimeAxis) => string;
  /** Events after this revision are new to who looks. */
  readonly seen: number | undefined;
  readonly agencyName: (agencyId: string) => string;
}

/** The order of the lanes: who begins, who answers, who handles, who looks on, and what happens by itself. */
const order = ['citizen', 'operator', 'agency', 'admin', 'auditor'];

/** Later than this the log knew of it later than it happened. */
const laterMilliseconds = 60_000;

export const lanesOf = (visit: Visit, events: readonly EventView[], shown: ShownLanes): Html => {
  const { language } = visit;
  const words = caseWords[language];
  const kinds = lanesIn(events);
  const at = ({ occurredAt, recordedAt }: EventView): string =>
    shown.axis === 'recorded' ? recordedAt : occurredAt;
  // Of one moment the later event comes first, as of the others.
  const ordered = events.toSorted((a, b) => at(b).localeCompare(at(a), 'en') || b.revision - a.revision);
  const items = ordered.flatMap((event, place) => {
    const before = ordered[place + 1];
    const idle = before === undefined ? 0 : daysBetween(dayOf(at(before)), dayOf(at(event)));
    return [
      laneItem(event, visit, shown, kinds),
      ...(idle > 1 ? [html`<li class="idle"><span>${words.idle(String(idle))}</span></li>`] : []),
    ];
  });
  return html`
    <nav class="axis no-print" aria-label=${words.axis}>
      ${(['occurred', 'recorded'] as const).map(
        (axis) =>
          html`<a href=${shown.hrefOf(axis)} aria-current=${axis === shown.axis ? 'true' : undefined}>${words.axisNames[axis]}</a>`,
      )}
    </nav>
    <div class=${`lanes of-${Math.min(kinds.length, mostLanes)}`}>
      <p class="lane-names" aria-hidden="true">${kinds.map((kind) => html`<span>${kindName(kind, language)}</span>`)}</p>
      <ol class="history" reversed>${items}</ol>
    </div>
  `;
};

/** More than these share the last lane. */
const mostLanes = 5;

const lanesIn = (events: readonly EventView[]): readonly string[] => {
  const kinds = new Set(events.map(({ actor }) => String(actor.kind)));
  const known = order.filter((kind) => kinds.has(kind));
  return [...known, ...[...kinds].filter((kind) => !order.includes(kind)).toSorted()];
};

const laneItem = (
  event: EventView,
  visit: Visit,
  { axis, seen, agencyName }: ShownLanes,
  kinds: readonly string[],
): Html => {
  const { language } = visit;
  const words = caseWords[language];
  const { actor, occurredAt, recordedAt, revision } = event;
  const isLater = Date.parse(recordedAt) - Date.parse(occurredAt) > laterMilliseconds;
  const isNew = seen !== undefined && revision > seen;
  const lane = Math.min(kinds.indexOf(String(actor.kind)), mostLanes - 1) + 1;
  const [first, other] =
    axis === 'recorded'
      ? [
          recordedAt,
          html`<time datetime=${occurredAt}>${words.occurred(momentText(occurredAt, language))}</time>`,
        ]
      : [
          occurredAt,
          html`<time datetime=${recordedAt}>${caseTableWords[visit.language].recorded(momentText(recordedAt, language))}</time>`,
        ];
  return html`
    <li id=${`event-${revision}`} class=${`lane-${lane}${isNew ? ' new' : ''}`}>
      <p class="fine"><time datetime=${first}>${momentText(first, language)}</time>${isLater ? html` · ${other}` : null}
        ${isNew ? html` <span class="badge calm">${words.newToYou}</span>` : null}</p>
      ${whatHappened(event, visit, agencyName, whoOf(actor, language, agencyName))}
    </li>
  `;
};
