import {
  besideField,
  type CommandHandler,
  canonicalJson,
  type EventTable,
  eventFor,
  eventTreesOf,
  type FoundSubject,
  type InTurns,
  inTurns,
  isErased,
  isList,
  type JsonObject,
  type JsonValue,
  keptBy,
  type RecordedEvent,
  type Workflow,
  type WorkflowTypes,
  withSealed,
} from '../engine/index.ts';
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
  const events: BundledEvent[] = [];
  for await (const recorded of inTurns(history(id, { toRevision: proven.length - 1 }), how)) {
    const event = proven[recorded.revision];
    if (event === undefined) continue;
    const shown = (by: Workflow<T>): string | undefined => {
      const view = eventFor(by, audience, current.state, recorded);
      return view && canonicalJson(view.data);
    };
    const whole = shown(unredacted);
    const withheld = hasPersonalInClear(workflow, id, recorded, event.payload.data)
      ? 'personal'
      : whole === undefined || whole !== shown(workflow)
        ? 'hidden'
        : undefined;
    events.push(withheld === undefined ? event : { ...event, payload: null, withheld });
  }
  return events;
};

const treesOf = keptBy(eventTreesOf);

const hasPersonalInClear = (
  {
    events,
    subjectOf,
  }: { readonly events: EventTable; readonly subjectOf?: Workflow['subjectOf'] | undefined },
  id: string,
  recorded: RecordedEvent,
  data: JsonObject,
): boolean => {
  const tree = treesOf(events).get(recorded.type);
  if (tree === undefined || subjectOf?.(recorded, id) === undefined) return false;
  // Of another version the marks may stand elsewhere.
  if (recorded.version !== events[recorded.type]?.version) return true;
  return withSealed(tree, data, (value) => (isClear(value) ? null : value)) !== data;
};

const isClear = (value: JsonValue): boolean => {
  if (typeof value !== 'object' || value === null || isList(value)) return true;
  return !(isSealed(value) || isErased(value) || isSealed(value[besideField]));
};

/** What stands in a payload where an envelope stands in the store. */
const isSealed = (value: JsonValue | undefined): boolean =>
  typeof value === 'object' && value !== null && !isList(value) && value.personal === 1;
