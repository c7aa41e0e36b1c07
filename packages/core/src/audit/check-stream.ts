import {
  type Actor,
  type EventFault,
  eventFaultOf,
  mayHaveGiven,
  type RecordedEvent,
  type RecordedEventOf,
  type Revision,
  upcast,
  type Workflow,
  type WorkflowTypes,
} from '../engine/index.ts';
import { commandOf } from './replay.ts';
import { replayingFold } from './replaying-fold.ts';

/** What a stored event is held against. */
export type ReplayCheck = 'schema' | 'evolve' | 'command' | 'due';

/** A stored event that today's code would not have written, cannot read, or cannot compute anew. */
export interface ReplayFault {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: number;
  readonly type: string;
  readonly check: ReplayCheck;
  /** False: it could not be checked, which says nothing against the event. */
  readonly isChecked: boolean;
  readonly message: string;
}

/** What came of computing anew what follows from an event: in words what is another, or why it cannot be computed. */
export type Recomputed = { readonly differs: string } | { readonly unknown: string };

/**
 * Computes what follows from an event anew; undefined: it is what is stored. The event is in the shape of today, the state the one
 * right before it.
 */
export type Recompute<T extends WorkflowTypes = WorkflowTypes> = (
  event: RecordedEventOf<T['events']>,
  state: T['state'] | undefined,
) => Recomputed | undefined;

/** Checks the events of one stream, in order. */
export type CheckStream = (events: Iterable<RecordedEvent>) => readonly ReplayFault[];

/**
 * Holds stored events against today's workflow: its schemas and upcasters read each; `evolve` takes it; phase, role and relation let
 * its actor give a command that emits it; and what `recompute` computes is what is stored.
 *
 * After an event that cannot be read or folded the rest of its stream is not looked at: nothing is known of the state then.
 */
export const checkingStreams = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  recompute: Recompute<T> = () => undefined,
): CheckStream => {
  const schemaFault: EventFault = eventFaultOf([workflow]);
  return (events) => {
    const faults: ReplayFault[] = [];
    const fold = replayingFold(workflow);
    /** Of the command whose events these are: what it was decided on. */
    let given: { readonly commandId: string; readonly state: T['state'] | undefined } | undefined;
    for (const stored of events) {
      const { stream, revision, position, type, metadata } = stored;
      const add = (check: ReplayCheck, message: string, isChecked = true): void =>
        void faults.push({ stream, revision, position, type, check, isChecked, message });
      const state = fold.state();
      const unread = inWords(() => upcast(workflow.events, stored)) ?? schemaFault(stored);
      if (unread !== undefined) {
        add('schema', unread);
        break;
      }
      if (given?.commandId !== metadata.commandId) given = { commandId: metadata.commandId, state };
      const refused = commandFault(workflow, stored, given.state);
      if (refused !== undefined) add('command', refused);
      const other = computed(() => recompute(upcast(workflow.events, stored), state));
      if (other !== undefined && 'differs' in other) add('due', other.differs);
      if (other !== undefined && 'unknown' in other) add('due', other.unknown, false);
      const unfolded = inWords(() => fold.add(stored));
      if (unfolded !== undefined) {
        add('evolve', unfolded);
        break;
      }
    }
    return faults;
  };
};

/** What cannot be computed, such as a day that no calendar covers, is told as such. */
const computed = (run: () => Recomputed | undefined): Recomputed | undefined => {
  let other: Recomputed | undefined;
  const failed = inWords(() => {
    other = run();
  });
  return failed === undefined ? other : { unknown: failed };
};

/** What was thrown, in words; undefined when nothing was. */
const inWords = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Why nobody could have given the command of an event, given the state that it was decided on. */
const commandFault = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  event: RecordedEvent,
  state: T['state'] | undefined,
): string | undefined => {
  const command = commandOf(workflow, event);
  const names = 'name' in command ? [command.name] : command.oneOf;
  if (names.length === 0) return `no command of ${workflow.name} emits ${event.type}`;
  const { actor } = event.metadata;
  const reasons = names.map((name) => refusalOf(workflow, name, { type: event.type, actor, state }));
  if (reasons.includes(undefined)) return undefined;
  return reasons.join('; ');
};

const refusalOf = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  name: string,
  {
    type,
    actor,
    state,
  }: { readonly type: string; readonly actor: Actor; readonly state: T['state'] | undefined },
): string | undefined => {
  const definition = Object.hasOwn(workflow.commands, name) ? workflow.commands[name] : undefined;
  if (definition === undefined) return `there is no command ${name}`;
  if (!definition.emits.includes(type)) return `${name} does not emit it`;
  return mayHaveGiven({ workflow, actor, state }, name, definition);
};
