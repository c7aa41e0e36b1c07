import { type HostState, type OperationsOptions, stateOfHost } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { countText } from '../../words/numbers.ts';
import { dayText, momentText } from '../../words/time.ts';
import { badge, lengthText } from './look.ts';
import { rebuildSection } from './rebuild.ts';
import { requestsCard } from './requests.ts';
import { type OperationsWords, operationsWords } from './words.ts';

/** How the host does, and what waits for somebody. */
export const statePage = async (frame: Frame, visit: Visit, options: OperationsOptions): Promise<Page> => {
  const { language, request } = visit;
  const words = operationsWords[language];
  const state = await stateOfHost(options);
  const done = queryOf(request).get('done') ?? '';
  const said: { readonly [order: string]: string } = words.done;
  return {
    title: words.title,
    under: '/operations',
    isWide: true,
    main: html`
      <h1>${words.title}</h1>
      <p>${words.lead}</p>
      ${Object.hasOwn(said, done) ? html`<p class="note good" role="status">${said[done]}</p>` : null}
      ${needsSomebody(state) ? html`<p class="note warn">${words.attention}</p>` : html`<p class="note good">${words.allWell}</p>`}
      <div class="cards state">${cardsOf(visit, state, words)} ${await requestsCard(frame, visit)}</div>
      ${parkedOf(visit, state, words)} ${reactionsOf(visit, state, words)} ${leftOutOf(visit, state, words)}
      ${rebuildSection(visit, state.rebuild)}
    `,
  };
};

/** Later than this is told as late. */
const lateMilliseconds = 5_000;

const needsSomebody = ({
  parked,
  reactions,
  failure,
  timers,
  subscriptions,
  calendars,
  lagMilliseconds,
}: HostState) =>
  parked.length > 0 ||
  reactions.length > 0 ||
  failure !== null ||
  (timers !== null && (timers.failing > 0 || timers.lagMilliseconds > lateMilliseconds)) ||
  subscriptions.some(({ connected }) => !connected) ||
  calendars.some(({ endsSoon }) => endsSoon) ||
  lagMilliseconds === null ||
  lagMilliseconds > lateMilliseconds;

const fact = (name: Html, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const cardsOf = ({ base, language }: Visit, state: HostState, words: OperationsWords): Html => {
  const { lagMilliseconds: lag, position, failure, waitingOrders, timers, subscriptions, calendars } = state;
  const lagBadge =
    lag === null
      ? badge('warn', words.unknownLag)
      : lag > lateMilliseconds
        ? badge('warn', words.behind(lengthText(lag, language)))
        : badge('good', words.upToDate);
  return html`
    <section class="card" aria-labelledby="read-models">
      <h2 id="read-models">${words.readModels}</h2>
      <p>${lagBadge}</p>
      ${failure === null ? null : html`<p class="note bad">${words.failed(failure)}</p>`}
      <dl class="data">${fact(words.position, position === null ? '–' : countText(position, language))} ${fact(words.waitingOrders, countText(waitingOrders, language))}</dl>
    </section>
    <section class="card" aria-labelledby="timers">
      <h2 id="timers">${words.timers}</h2>
      ${
        timers === null
          ? html`<p>${words.noTimers}</p>`
          : html`<p>${timers.lagMilliseconds > lateMilliseconds ? badge('warn', words.behind(lengthText(timers.lagMilliseconds, language))) : badge('good', words.timersOnTime)}</p>
            <dl class="data">${fact(words.failingTimers, String(timers.failing))}</dl>`
      }
      <p><a href=${`${base}/operations/timers`}>${words.pendingTimers}</a></p>
    </section>
    <section class="card" aria-labelledby="calendars">
      <h2 id="calendars">${words.calendars}</h2>
      <ul class="plain">${calendars.map(
        ({ calendar, version, coveredTo, daysLeft, endsSoon }) => html`
          <li><strong>${calendar}</strong> <span class="fine">${version}</span><br />${words.coveredTo(dayText(coveredTo, language))}<br />
          ${endsSoon ? badge('warn', words.endsSoon) : badge('good', words.daysLeft(String(daysLeft)))}</li>`,
      )}</ul>
      <p><a href=${`${base}/policy`}>${words.policy}</a></p>
    </section>
    ${
      subscriptions.length === 0
        ? null
        : html`<section class="card" aria-labelledby="connections"><h2 id="connections">${words.connections}</h2>
          <ul class="plain">${subscriptions.map(
            ({ follower, connected, since }) =>
              html`<li>${follower} ${connected ? badge('good', words.connected) : badge('bad', words.disconnected)} <span class="fine">${words.since(momentText(since, language))}</span></li>`,
          )}</ul></section>`
    }
  `;
};

const section = (
  id: string,
  title: string,
  {
    lead,
    isEmpty,
    words,
    table,
  }: {
    readonly lead: string;
    readonly isEmpty: boolean;
    readonly words: OperationsWords;
    readonly table: Html;
  },
): Html => html`
  <section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${isEmpty ? html`<p class="fine">${words.noneParked}</p>` : html`<p>${lead}</p>${table}`}
  </section>
`;

const tableOf = (label: string, heads: readonly string[], rows: Html): Html => html`
  <table class="cases even" aria-label=${label}><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>
`;

/** What a link of a row does: opens the form that says what it is about to do. */
const orderLink = (
  { base }: Visit,
  order: string,
  text: string,
  {
    isGrave,
    about,
    ...given
  }: {
    /** Whether what it does cannot be taken back. */
    readonly isGrave?: boolean;
    /** What a reader that hears links alone needs. */
    readonly about: string;
    readonly [field: string]: string | boolean | undefined;
  },
): Html => {
  const query = new URLSearchParams(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return html`<a class=${isGrave === true ? 'button second grave' : 'button'} href=${`${base}/operations/do/${order}?${query}`} aria-label=${`${text}: ${about}`}>${text}</a>`;
};

const eventText = (type: string, revision: number, language: Visit['language']): Html =>
  html`${nameOf('events', type, language)} <span class="fine">${String(revision)}</span>`;

const parkedOf = (visit: Visit, { parked }: HostState, words: OperationsWords): Html => {
  const { language } = visit;
  const rows = parked.map(({ stream, projection, revision, type, message, parkedAt }) => {
    const one = { stream, projection, about: stream };
    return html`<tr>
      <th scope="row"><code>${stream}</code></th>
      <td>${eventText(type, revision, language)}</td>
      <td><span lang="en">${written(message)}</span> <code class="fine">${projection}</code></td>
      <td><time datetime=${parkedAt}>${momentText(parkedAt, language)}</time></td>
      <td><div class="actions">${orderLink(visit, 'retry-parked', words.retry, one)} ${orderLink(visit, 'skip-parked', words.skip, { ...one, isGrave: true })}</div></td>
    </tr>`;
  });
  const heads = [words.stream, words.event, words.why, words.when, words.actions];
  return section('parked', words.parked, {
    lead: words.parkedLead,
    isEmpty: parked.length === 0,
    words,
    table: tableOf(words.parked, heads, rows),
  });
};

const reactionsOf = (visit: Visit, { reactions }: HostState, words: OperationsWords): Html => {
  const { language } = visit;
  const rows = reactions.map(
    ({
      eventId,
      index,
      stream,
      revision,
      type,
      command,
      workflow,
      subjectId,
      message,
      attempts,
      parkedAt,
    }) => {
      const one = { eventId, ...(index !== null && { index: String(index) }), about: stream };
      return html`<tr>
        <th scope="row"><code>${stream}</code></th>
        <td>${eventText(type, revision, language)}</td>
        <td>${command === null ? words.unknown : html`${nameOf('commands', command, language)} <span class="fine"><code>${workflow} ${subjectId}</code></span>`}</td>
        <td><span lang="en">${written(message)}</span> <span class="fine">${words.attempts(String(attempts))}</span></td>
        <td><time datetime=${parkedAt}>${momentText(parkedAt, language)}</time></td>
        <td><div class="actions">${orderLink(visit, 'retry-reaction', words.retry, one)} ${orderLink(visit, 'skip-reaction', words.skip, { ...one, isGrave: true })}</div></td>
      </tr>`;
    },
  );
  const heads = [words.stream, words.event, words.would, words.why, words.when, words.actions];
  return section('reactions', words.reactions, {
    lead: words.reactionsLead,
    isEmpty: reactions.length === 0,
    words,
    table: tableOf(words.reactions, heads, rows),
  });
};

const leftOutOf = (
  { language }: Visit,
  { skipped, reactionsLeftOut }: HostState,
  words: OperationsWords,
): Html => {
  const all = [
    ...skipped.map((one) => ({ ...one, of: one.projection })),
    ...reactionsLeftOut.map((one) => ({
      ...one,
      of: one.command === null ? words.unknown : nameOf('commands', one.command, language),
    })),
  ];
  const rows = all.map(
    ({ stream, revision, type, of, reason, skippedAt }) => html`<tr>
      <th scope="row"><code>${stream}</code></th><td>${eventText(type, revision, language)}</td><td>${of}</td><td>${written(reason)}</td>
      <td><time datetime=${skippedAt}>${momentText(skippedAt, language)}</time></td></tr>`,
  );
  return section('left-out', words.leftOut, {
    lead: words.leftOutLead,
    isEmpty: all.length === 0,
    words,
    table: tableOf(words.leftOut, [words.stream, words.event, words.of, words.reason, words.when], rows),
  });
};
