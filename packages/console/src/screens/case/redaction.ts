import { type EventView, eventTreesOf, historyPage, isErased } from '@phananh/core/engine';
import { readInTurns } from '@phananh/http/pages';
import type { FoundCase } from '../../cases/found.ts';
import { html } from '../../frame/html.ts';
import type { Filled, Visit } from '../../frame/screen.ts';
import { nameHere } from '../../words/naming.ts';
import { momentText } from '../../words/time.ts';
import { type FormShape, unshaped } from './form-shape.ts';
import { caseWords } from './words.ts';

/** Hiding and destroying are two forms of one command: the words of each say what happens, and each offers what it can do. */

/** How many events are looked at for what they have: the first and the last of a long history. */
const mostEvents = 200;

export const redactionShape = async (
  visit: Visit,
  one: FoundCase,
  { values }: Filled,
): Promise<FormShape> => {
  const { language } = visit;
  const words = caseWords[language];
  const destroys = values.get('destroy') === 'true';
  const wanted = values.get('revision')?.trim() ?? '';
  const having = (await eventsOf(visit, one, wanted)).flatMap((event) => {
    const fields = fieldsIn(one, event, destroys);
    return fields.length === 0 ? [] : [{ event, fields }];
  });
  const chosen = having.filter(({ event }) => wanted === '' || String(event.revision) === wanted);
  const offered = Object.keys(one.handler.workflow.redactable ?? {}).filter((field) =>
    chosen.some(({ fields }) => fields.includes(field)),
  );
  const other = otherForm(visit, one, values);
  return {
    ...unshaped,
    main: destroys
      ? html`<div class="note bad"><p><strong>${words.destroyWarning}</strong></p><p>${words.destroyHelp}</p><p><a href=${other}>${words.hideInstead}</a></p></div>`
      : html`<div class="note"><p>${words.hideHelp}</p><p><a href=${other}>${words.destroyInstead}</a></p></div>`,
    // Photos are under keys of their own, and go with their person.
    leftOut: destroys ? ['destroy', 'attachment'] : ['destroy'],
    hidden: destroys ? { destroy: 'true' } : {},
    choicesOf: ({ key }) => {
      if (key === 'field')
        return offered.map((field) => ({ value: field, label: nameHere(visit, 'fields', field) }));
      if (key !== 'revision') return undefined;
      const events = having.map(({ event: { revision, type, occurredAt } }) => ({
        value: String(revision),
        label: `${revision}: ${nameHere(visit, 'events', type)}, ${momentText(occurredAt, language)}`,
      }));
      return [{ value: '', label: words.everyEvent }, ...events];
    },
    ...(destroys && { title: words.destroyTitle, isGrave: true }),
  };
};

/** Where the same field is destroyed instead of hidden, or hidden instead of destroyed. */
const otherForm = ({ base }: Visit, { workflow, id }: FoundCase, values: URLSearchParams): string => {
  const query = new URLSearchParams(values.get('destroy') === 'true' ? {} : { destroy: 'true' });
  for (const name of ['field', 'revision']) {
    const value = values.get(name);
    if (value !== null && value !== '') query.set(name, value);
  }
  const path = `${base}/cases/${workflow}/${encodeURIComponent(id)}/do/redact`;
  return query.size === 0 ? path : `${path}?${query}`;
};

const eventsOf = async (
  { request }: Visit,
  { handler, found }: FoundCase,
  wanted: string,
): Promise<readonly EventView[]> => {
  const last = found.current.revision;
  const from = (fromRevision: number, limit = mostEvents): Promise<readonly EventView[]> =>
    readInTurns(
      request,
      async (how) => (await historyPage(handler, found, { fromRevision, limit, ...how })).events,
    );
  const parts = [await from(0)];
  if (last >= mostEvents) parts.push(await from(last - mostEvents + 1));
  const revision = Number(wanted);
  if (wanted !== '' && Number.isSafeInteger(revision) && revision >= 0 && revision <= last)
    parts.push(await from(revision, 1));
  const events = new Map(parts.flat().map((event) => [event.revision, event]));
  return [...events.values()].toSorted((one, another) => one.revision - another.revision);
};

/** The fields that can be hidden of an event, of those that it has; to be destroyed, those that are sealed and still there. */
const fieldsIn = (
  { handler: { workflow } }: FoundCase,
  { type, data }: EventView,
  destroys: boolean,
): readonly string[] => {
  const sealed = eventTreesOf(workflow.events).get(type)?.fields;
  return Object.entries(workflow.redactable ?? {}).flatMap(([field, places]) => {
    const roots = places
      .filter(({ event }) => event === type)
      .flatMap(({ at = [field] }) => at.map((path) => path.split('.', 1)[0] ?? ''));
    const isThere = roots.some((root) => {
      const value = data[root];
      return value !== undefined && (!destroys || (sealed?.has(root) === true && !isErased(value)));
    });
    return isThere ? [field] : [];
  });
};
