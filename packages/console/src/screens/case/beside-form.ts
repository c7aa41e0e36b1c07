import type { JsonObject } from '@phananh/core';
import {
  type AnyCommandHandler,
  type EventView,
  eventFor,
  findSubject,
  historyPage,
  NotFound,
  viewOfSubject,
} from '@phananh/core/engine';
import { personalInState, personalInText, suggestedRedactions } from '@phananh/core/privacy';
import { readInTurns } from '@phananh/http/pages';
import { agencyNames, type FoundCase } from '../../cases/found.ts';
import { photoAddress } from '../../cases/photos.ts';
import { isSomething, labelOf, shownValue } from '../../cases/told.ts';
import { type Html, html } from '../../frame/html.ts';
import { phaseBadge, written } from '../../frame/look.ts';
import type { Frame, Part, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import { dayOf, dayText } from '../../words/time.ts';
import { caseWords } from './words.ts';

/** What helps to fill in a form: what others will read, what one may want to hide first, what a report would be merged into. */

type Command = AnyCommandHandler['workflow']['commands'][string];

/** As whom a text is read that somebody of the office writes. */
const readers = ['reporter', 'public'] as const;

/** Whether the one who reported, or everybody, would read any of the fields of a command. */
export const isReadByOthers = (
  { handler }: FoundCase,
  command: Command,
  fields: readonly string[],
): boolean =>
  readers.some((audience) => {
    const view = handler.workflow.views[audience];
    return command.emits.some((type) => saysOf(view?.events[type], fields));
  });

/** Whether any of the fields stands in what is shown of an event. */
const saysOf = (shown: readonly string[] | undefined, fields: readonly string[]): boolean =>
  shown?.some((path) => fields.includes(path.split('.', 1)[0] ?? '')) === true;

/** What would be read of a command by whom, as the views of the workflow show its event. */
export const previewOf = (
  frame: Frame,
  visit: Visit,
  one: FoundCase,
  command: Command,
  input: JsonObject,
): Html => {
  const { language, actor } = visit;
  const words = caseWords[language];
  const told = readers.map(
    (audience) => [audience, wouldBeShown(one, audience, command, input, frame, actor)] as const,
  );
  const inTexts = Object.values(input).flatMap((value) =>
    typeof value === 'string'
      ? personalInText(value).map(({ kind, start, end }) => ({ kind, found: value.slice(start, end) }))
      : [],
  );
  const agencyName = agencyNames(frame);
  const shown = (data: JsonObject): Html =>
    Object.entries(data)
      .filter(([key, value]) => !notRead.has(key) && isSomething(value))
      .map(([key, value]) =>
        key === 'attachments' && Array.isArray(value)
          ? html`<ul class="photos">${value.map((id) => html`<li><img src=${photoAddress(visit, one, String(id), 'copy')} alt=${nameOf('fields', 'attachment', language)} width="200" height="150" /></li>`)}</ul>`
          : typeof value === 'string' && !isCoded(key)
            ? html`<blockquote>${written(value)}</blockquote>`
            : html`<p class="fine">${nameOf('fields', key, language)}: ${shownValue(key, value, visit, agencyName)}</p>`,
      );
  return html`
    <section class="preview" aria-labelledby="preview" role="status">
      <h2 id="preview">${words.preview}</h2>
      ${told.map(
        ([audience, event]) => html`<div class="read"><h3>${words.readers[audience]}</h3>
          ${event === undefined ? html`<p class="fine">${words.readNothing}</p>` : shown(event.data)}</div>`,
      )}
      ${inTexts.length === 0 ? null : html`<div class="note warn"><p>${words.suggestedHere}</p><ul>${inTexts.map(({ kind, found }) => html`<li><bdi>${found}</bdi> <span class="fine">(${words.personalKinds[kind]})</span></li>`)}</ul></div>`}
    </section>
  `;
};

const notRead: ReadonlySet<string> = new Set(['clocks', 'windowEnds', 'procedure']);
const isCoded = (key: string): boolean => key === 'visibility' || key === 'reason' || key === 'audience';

const wouldBeShown = (
  { handler, found, view, id }: FoundCase,
  audience: string,
  command: Command,
  data: JsonObject,
  { clock }: Frame,
  actor: Visit['actor'],
): EventView | undefined => {
  const { events, views } = handler.workflow;
  // Of the events that a command may emit, the one that says what is in the form.
  const type = command.emits.find((one) => saysOf(views[audience]?.events[one], Object.keys(data)));
  const definition = type === undefined ? undefined : events[type];
  if (type === undefined || definition === undefined || actor === undefined) return undefined;
  const now = clock.now();
  const metadata = {
    actor,
    commandId: '',
    commandDigest: '',
    correlationId: '',
    causationId: null,
    occurredAt: now,
    recordedAt: now,
  };
  return eventFor(handler.workflow, audience, found.current.state, {
    id: '',
    type,
    version: definition.version,
    stream: id,
    revision: view.revision + 1,
    position: 0,
    data,
    metadata,
  });
};

/** Events that are looked at for what to hide. */
const mostEvents = 200;

/** Commands before which one looks for what to hide. */
const publishing: ReadonlySet<string> = new Set(['verify', 'publish']);

/** What somebody may want to hide before others read it, each with the form that hides it. */
export const suggestionsBeside = async (
  visit: Visit,
  { handler, found, view, workflow, id }: FoundCase,
  name: string,
): Promise<Part & { readonly fields: readonly string[] }> => {
  if (!publishing.has(name) || view.allowedCommands?.includes('redact') !== true)
    return { main: null, fields: [] };
  const { events } = await readInTurns(visit.request, (how) =>
    historyPage(handler, found, { fromRevision: 0, limit: mostEvents, ...how }),
  );
  const suggested = suggestedRedactions(handler.workflow, events);
  if (suggested.length === 0) return { main: null, fields: [] };
  const { base, language } = visit;
  const words = caseWords[language];
  const action = `${base}/cases/${workflow}/${encodeURIComponent(id)}/do/redact`;
  const main = html`
    <aside class="note warn" aria-labelledby="to-hide">
      <p id="to-hide"><strong>${words.suggested}</strong></p>
      <ul>
        ${suggested.map(({ field, revision, kind, found: what }) => {
          const typed = new URLSearchParams({ field, revision: String(revision) });
          return html`<li><bdi>${what}</bdi> (${words.personalKinds[kind]}, ${nameOf('fields', field, language)}) <a href=${`${action}?${typed}`}>${words.photoHide}</a></li>`;
        })}
      </ul>
    </aside>
  `;
  return { main, fields: [...new Set(suggested.map(({ field }) => field))] };
};

/** What a report would be merged into, as far as it is theirs to see. */
export const mergeTarget = async (
  { readModels }: Pick<Frame, 'readModels'>,
  visit: Visit,
  { handler, id: own }: FoundCase,
  into: string,
): Promise<(Part & { readonly id: string; readonly fields: readonly string[] }) | undefined> => {
  const parsed = handler.workflow.id.safeParse(readModels.reportIdOf(into) ?? into);
  if (!parsed.success || parsed.data === own) return undefined;
  const { language, base } = visit;
  const words = caseWords[language];
  try {
    const found = await readInTurns(visit.request, (how) =>
      findSubject(handler, parsed.data, { actor: visit.actor, ...how }),
    );
    const view = viewOfSubject(handler, found);
    const { text, location, phase, category, submittedAt } = view;
    const address =
      typeof location === 'object' && location !== null && 'address' in location
        ? location.address
        : undefined;
    const main = html`
      <section class="summary" aria-labelledby="target">
        <h2 id="target">${words.mergeTarget} <a href=${`${base}/cases/report/${parsed.data}`}>${labelOf(view, parsed.data)}</a></h2>
        <p class="badges">${typeof phase === 'string' ? phaseBadge(phase, language) : null} ${typeof category === 'string' ? visit.called('category', category) : null}
          <span class="fine">${typeof submittedAt === 'string' ? dayText(dayOf(submittedAt), language) : null}</span></p>
        ${typeof text === 'string' ? html`<blockquote>${written(text)}</blockquote>` : null}
        ${typeof address === 'string' ? html`<p class="place">${written(address)}</p>` : null}
      </section>
    `;
    const fields = personalInState(handler.workflow, found.audience, {
      text: text ?? null,
      location: location ?? null,
    });
    return { main, id: parsed.data, fields };
  } catch (error) {
    // That there is none, the command says where it is given.
    if (error instanceof NotFound) return undefined;
    throw error;
  }
};
