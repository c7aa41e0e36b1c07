import {
  besideField,
  type CommandHandler,
  canonicalJson,
  eventFor,
  eventTreesOf,
  type FoundSubject,
  type InTurns,
  inTurns,
  isList,
  type JsonObject,
  type JsonValue,
  type RecordedEvent,
  type Workflow,
  type WorkflowTypes,
} from '../engine/index.ts';
import { personalInClear } from '../personal/index.ts';
import type { BundledEvent, BundledPersonal, ProvenStream } from './transparency/index.ts';

/**
 * The events of a subject as a bundle carries them for whoever found it: without personal values. Those that are encrypted stand as their
 * digests; an event that has some in clear, or something that was redacted, is proven without what it says. With them, where that is asked for: those that
 * the audience sees, as the host opens them, beside what they were encrypted to. What was redacted is hidden all the same.
 */
export const bundledEvents = async <T extends WorkflowTypes>(
  { workflow, history }: Pick<CommandHandler<T>, 'workflow' | 'history'>,
  { id, audience, current }: FoundSubject<T>,
  { events: proven, envelopes = [] }: Pick<ProvenStream, 'events' | 'envelopes'>,
  { withPersonal = false, ...how }: InTurns & { readonly withPersonal?: boolean } = {},
): Promise<readonly BundledEvent[]> => {
  const { redactions: _, ...unredacted } = workflow;
  const { name, events: table, subjectOf } = workflow;
  const sealing = { name, events: table, ...(subjectOf && { subjectOf }) };
  const events: BundledEvent[] = [];
  for await (const recorded of inTurns(history(id, { toRevision: proven.length - 1 }), how)) {
    const event = proven[recorded.revision];
    if (event === undefined) continue;
    const shown = (by: Workflow<T>): JsonObject | undefined =>
      eventFor(by, audience, current.state, recorded)?.data;
    const [whole, now] = [shown(unredacted), shown(workflow)];
    const isHidden = whole === undefined || now === undefined || canonicalJson(whole) !== canonicalJson(now);
    const isInClear = !withPersonal && hasPersonalInClear(sealing, recorded, event.payload.data);
    const withheld = isInClear ? 'personal' : isHidden ? 'hidden' : undefined;
    if (withheld !== undefined) events.push({ ...event, payload: null, withheld });
    else if (!withPersonal) events.push(event);
    else events.push({ ...event, personal: openedOf(envelopes[recorded.revision], now ?? {}) });
  }
  return events;
};

/** Of a value with a part in clear beside it the envelope stands one step deeper. */
const beside = new RegExp(`/${besideField}$`);

const openedOf = (
  envelopes: ReadonlyMap<string, JsonObject> = new Map(),
  shown: JsonObject,
): readonly BundledPersonal[] =>
  [...envelopes].flatMap(([field, envelope]) => {
    const value = valueAt(shown, field.replace(beside, ''));
    return value === undefined ? [] : [{ field, envelope, value }];
  });

const valueAt = (data: JsonObject, pointer: string): JsonValue | undefined => {
  let value: JsonValue | undefined = data;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = isList(value) ? value[Number(name)] : value[name];
  }
  return value;
};

const hasPersonalInClear = (
  workflow: Pick<Workflow, 'name' | 'events' | 'subjectOf'>,
  { stream, type, version, metadata }: RecordedEvent,
  data: JsonObject,
): boolean =>
  // Of another version the marks may stand elsewhere.
  version === workflow.events[type]?.version
    ? personalInClear([workflow], isPlaceholder)({ stream, type, metadata, data })
    : eventTreesOf(workflow.events).has(type);

/** What stands in a payload where an envelope stands in the store. */
const isPlaceholder = (value: JsonValue | undefined): boolean =>
  typeof value === 'object' && value !== null && !isList(value) && value.personal === 1;
