import { normalActor } from '../base/actor.ts';
import { UnknownEvent } from '../base/errors.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import { demandNext, demandSound } from '../log/recorded-event.ts';
import type { EventTable, RecordedEventOf, Workflow, WorkflowTypes } from '../workflow/workflow.ts';
import type { Snapshot } from './snapshots.ts';
import { takingCommands } from './taken-commands.ts';

/** A recorded event in the version of its type that the workflow has today. */
export const upcast = <Events extends EventTable>(
  events: Events,
  event: RecordedEvent,
): RecordedEventOf<Events> =>
  // The type is in the table and the data was validated against that schema when it was appended.
  upToDate(events, event) as RecordedEventOf<Events>;

/** The same event with its data upcast to today's version, and its actor in NFC, in which actors are compared. */
export const upToDate = (events: EventTable, event: RecordedEvent): RecordedEvent => {
  demandSound(event);
  // The type is any text of the log: `constructor` must not find a member of `Object.prototype`.
  const definition = Object.hasOwn(events, event.type) ? events[event.type] : undefined;
  if (definition === undefined || event.version > definition.version) {
    const { stream, revision, position, type } = event;
    throw new UnknownEvent(
      `${stream} has at revision ${revision} an event ${type} of version ${event.version}, which is not known here`,
      { stream, revision, type, position },
    );
  }
  let data = event.data;
  for (let version = event.version; version < definition.version; version++) {
    const step = definition.upcasters?.[version];
    if (step === undefined) throw new TypeError(`${event.type} has no upcaster from version ${version}`);
    data = step(data);
  }
  const actor = normalActor(event.metadata.actor);
  if (event.version === definition.version && actor === event.metadata.actor) return event;
  return { ...event, version: definition.version, data, metadata: { ...event.metadata, actor } };
};

/** A stream that is being folded: the state after its last event, and the commands that it has taken. */
export interface Fold<State> {
  snapshot: Snapshot<State> | undefined;
  readonly add: (event: RecordedEvent) => void;
  /** Forgets what was folded and folds these, the stream from its first event. */
  readonly begin: (events: Iterable<RecordedEvent>) => void;
}

/** Folds events onto a snapshot, or onto nothing. */
export const foldOf = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  from?: Snapshot<T['state']>,
): Fold<T['state']> => {
  let take = takingCommands(from?.commands);
  const fold: Fold<T['state']> = {
    snapshot: from,
    add: (event) => {
      const { revision, position, metadata } = event;
      demandNext(fold.snapshot, event);
      const state = workflow.evolve(fold.snapshot?.state, upcast(workflow.events, event));
      const commands = take(metadata, revision);
      fold.snapshot = { revision, position, occurredAt: metadata.occurredAt, state, commands };
    },
    begin: (events) => {
      take = takingCommands(undefined);
      fold.snapshot = undefined;
      for (const event of events) fold.add(event);
    },
  };
  return fold;
};
