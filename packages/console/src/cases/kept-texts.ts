import { type AnyCommandHandler, type EventView, type FoundSubject, historyPage } from '@phananh/core/engine';
import { personalInText } from '@phananh/core/privacy';
import { type KeepableText, keepableTexts } from '@phananh/core/reports';
import { readInTurns } from '@phananh/http/pages';
import { type Html, html } from '../frame/html.ts';
import { written } from '../frame/look.ts';
import type { Visit } from '../frame/screen.ts';
import { nameIn } from '../words/naming.ts';
import { momentText } from '../words/time.ts';
import { caseTableWords } from './words.ts';

/** What citizens wrote in a report, and the versions that are kept of it. */

/** What of a form says whence one came: the request whose texts are looked through. */
export const fromRequest = '_request';

const mostAtOnce = 200;
/** A report with more is read no further: its last events are in the API. */
const mostEvents = 1_000;

/** Words of a citizen, with the event that they stand in. */
export interface ShownText extends KeepableText {
  readonly occurredAt: string;
}

/** What somebody wrote in a report, as who looks may read it, with the version that is kept of each. */
export const textsOf = async (
  { request }: Pick<Visit, 'request'>,
  { handler, found }: { readonly handler: AnyCommandHandler; readonly found: FoundSubject },
): Promise<readonly ShownText[]> => {
  const events: EventView[] = [];
  for (let from: number | undefined = 0; from !== undefined && events.length < mostEvents; ) {
    const fromRevision: number = from;
    const page = await readInTurns(request, (how) =>
      historyPage(handler, found, { fromRevision, limit: mostAtOnce, ...how }),
    );
    events.push(...page.events);
    from = page.next;
  }
  const when = new Map(events.map(({ revision, occurredAt }) => [revision, occurredAt]));
  return keepableTexts(events).map((text) => ({ ...text, occurredAt: when.get(text.revision) ?? '' }));
};

/** What was written, as it can be begun with: without what is found to be personal in it. Who keeps it reads it once more. */
export const withoutPersonal = (
  text: string,
): { readonly text: string; readonly left: readonly string[] } => {
  const found = personalInText(text);
  let at = 0;
  let rest = '';
  for (const { start, end } of found) {
    rest += `${text.slice(at, start)}[…]`;
    at = end;
  }
  return { text: rest + text.slice(at), left: found.map(({ start, end }) => text.slice(start, end)) };
};

/** Who said what when, and which version of it is kept. */
export const quoted = (visit: Visit, { type, occurredAt, said, kept }: ShownText): Html => {
  const { language } = visit;
  const words = caseTableWords[language];
  const stands = kept !== null && (said === null || said === kept);
  return html`
    <p class="fine">${nameIn('report', 'events', type, language)} · <time datetime=${occurredAt}>${momentText(occurredAt, language)}</time></p>
    ${said === null || stands ? html`<p class="fine">${words.erased}</p>` : html`<blockquote>${written(said)}</blockquote>`}
    ${kept === null ? null : html`<p class="fine">${stands ? words.keptStands : words.keptNow}</p><blockquote>${written(kept)}</blockquote>`}
  `;
};
