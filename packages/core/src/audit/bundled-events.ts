import {
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
import type { BundledEvent, ProvenEvent } from './transparency/index.ts';

/**
 * The events of a subject as a bundle carries them for whoever found it: without personal values. Those that are encrypted stand as their
 * digests; an event that has some in clear, or something that was redacted, is proven without what it says.
 */
export const bundledEvents = async <T extends WorkflowTypes>(
  { workflow, history }: Pick<CommandHandler<T>, 'workflow' | 'history'>,
  { id, audience, current }: FoundSubject<T>,
  proven: readonly ProvenEvent[],
  how: InTurns = {},
): Promise<readonly BundledEvent[]> => {
  const { redactions: _, ...unredacted } = workflow;
  const { name, events: table, subjectOf } = workflow;
  const sealing = { name, events: table, ...(subjectOf && { subjectOf }) };
  const events: BundledEvent[] = [];
  for await (const recorded of inTurns(history(id, { toRevision: proven.length - 1 }), how)) {
    const event = proven[recorded.revision];
    if (event === undefined) continue;
    const shown = (by: Workflow<T>): string | undefined => {
      const view = eventFor(by, audience, current.state, recorded);
      return view && canonicalJson(view.data);
    };
    const whole = shown(unredacted);
    const withheld = hasPersonalInClear(sealing, recorded, event.payload.data)
      ? 'personal'
      : whole === undefined || whole !== shown(workflow)
        ? 'hidden'
        : undefined;
    events.push(withheld === undefined ? event : { ...event, payload: null, withheld });
  }
  return events;
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
