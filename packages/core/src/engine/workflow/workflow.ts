import type { z } from 'zod';
import type { Actor } from '../base/actor.ts';
import type { ErrorTable } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { Instant } from '../base/time.ts';
import type { NewEvent } from '../log/envelope.ts';
import type { CommandTable } from './command-definition.ts';
import type { Corrections, RedactablePlace } from './correction-definition.ts';
import type { RecordedEventOf, WorkflowTypes } from './event-definition.ts';
import type { Compensation, Gives, Reaction, Recorded, Timer } from './reaction-definition.ts';
import type { FieldDefinition, Hides, Redaction, View } from './view-definition.ts';

export * from './command-definition.ts';
export type { Corrections, RedactablePlace } from './correction-definition.ts';
export * from './decision.ts';
export * from './event-definition.ts';
export type { Compensation, Gives, Reaction, Timer } from './reaction-definition.ts';
export * from './view-definition.ts';

/** A workflow: its vocabulary as data, its rules as pure functions. Nothing else defines it. */
export interface Workflow<
  T extends WorkflowTypes = WorkflowTypes,
  Commands extends CommandTable<T> = CommandTable<T>,
> {
  /** Stream category: the stream of a subject is `<name>-<id>`. */
  readonly name: string;
  readonly summary: string;
  readonly id: z.ZodType<string>;
  readonly phases: { readonly [P in T['phase']]: { readonly summary: string; readonly final?: boolean } };
  readonly actorKinds: { readonly [K in T['actorKind']]: string };
  readonly events: T['events'];
  readonly commands: Commands;
  readonly refusals: ErrorTable<T['refusal']>;
  readonly evolve: (state: T['state'] | undefined, event: RecordedEventOf<T['events']>) => T['state'];
  /** Version of the shape of the state; raising it sets snapshots aside. */
  readonly stateVersion: number;
  readonly phaseOf: (state: T['state']) => T['phase'];
  /** Whether the subject is the actor's own: their report, or one that their agency has. */
  readonly isOwn: (state: T['state'], actor: Actor) => boolean;
  /** Whether the actor imports this subject and may give every command for others, with old instants. */
  readonly imports?: (state: T['state'] | undefined, actor: Actor) => boolean;
  /**
   * Whose the sealed fields of an event are, as a store of keys names subjects (`citizen:c-17`); undefined: those of this event are of
   * nobody who could ask for their erasure, and stay in clear. Needed where events have sealed fields.
   */
  readonly subjectOf?: (
    event: Pick<NewEvent, 'type' | 'data' | 'metadata'>,
    id: string,
  ) => string | undefined;
  /**
   * Of whom the whole subject is from an event on, where somebody else had begun it: the same form as `subjectOf` gives. Null: of nobody again.
   * Undefined: the event says nothing of it.
   */
  readonly linksTo?: (event: Pick<NewEvent, 'type' | 'data'>) => string | null | undefined;
  /**
   * Streams that an event names, which were begun before anybody knew whose they are: from then on they are of whom this subject is, with the keys
   * that they have of their own (`upload:<id>`). The first event that names one counts.
   */
  readonly takesIn?: (event: Pick<NewEvent, 'type' | 'data'>) => readonly string[];
  /** As whom the actor reads this subject; undefined when they may not know of it. */
  readonly audienceOf: (state: T['state'], actor: Actor | undefined) => T['audience'] | undefined;
  /** Every field that can be shown of a subject. */
  readonly fields: { readonly [F in T['field']]: FieldDefinition };
  readonly views: { readonly [A in T['audience']]: View<T> };
  /** Everything that can be shown of a subject, without what `hides` says is hidden; a view picks from it. */
  readonly present: (
    id: string,
    state: T['state'],
    context: { readonly now: Instant; readonly policy: T['policy']; readonly hides: Hides },
  ) => { readonly [F in T['field']]?: JsonValue | undefined };
  /** Fields that can be redacted, each with the events that may carry it and the path under which the state shows it from there. */
  readonly redactable?: {
    readonly [field: string]: readonly RedactablePlace<keyof T['events'] & string>[];
  };
  readonly corrections?: Corrections<keyof T['events'] & string>;
  readonly redactions?: (state: T['state']) => readonly Redaction[];
  readonly timers?: {
    /** Every command that a timer gives. The actor is `system`. */
    readonly gives: readonly string[];
    /** The timers that are pending in a state, in any order. Pure. */
    readonly pending: (
      state: T['state'],
      id: string,
      context: { readonly policy: T['policy'] },
    ) => readonly Timer[];
  };
  readonly reactions?: {
    readonly [Type in keyof T['events'] & string]?: {
      /** Every command that the event can cause: names of workflows, each with names of its commands. */
      readonly gives: Gives;
      /** `state` is the subject right after the event. A command that comes too late is refused, and that is all. */
      readonly commands: (event: Recorded<T, Type>, id: string, state: T['state']) => readonly Reaction[];
    };
  };
  readonly compensations?: {
    readonly [Type in keyof T['events'] & string]?: Compensation<T, Type>;
  };
}

/** Timers that give commands of this table. Beside the workflow's type: in it, no workflow would be one of any commands. */
export interface OwnTimers<Commands> {
  readonly timers?: { readonly gives: readonly NoInfer<keyof Commands & string>[] };
}

/** The stream of a workflow's subject. */
export const streamOf = (workflow: { readonly name: string }, id: string): string => `${workflow.name}-${id}`;

/** The name of the workflow that a stream is of: it has no hyphen. */
export const categoryOf = (stream: string): string => stream.split('-', 1)[0] ?? stream;

/** The id in the name of a stream of a workflow; undefined for a stream of another category. */
export const idInStream = (workflow: { readonly name: string }, stream: string): string | undefined =>
  stream.startsWith(`${workflow.name}-`) ? stream.slice(workflow.name.length + 1) : undefined;
