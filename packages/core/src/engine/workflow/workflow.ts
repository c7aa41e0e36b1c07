import type { z } from 'zod';
import type { Actor } from '../base/actor.ts';
import type { ErrorTable } from '../base/errors.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { Revision } from '../base/places.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';

/** An event type: what it means, the schema of its data, and how older data is brought up to it. */
export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly summary: string;
  readonly schema: Schema;
  /** Version of `schema`, from 1. Data of version n comes from n − 1 through `upcasters[n - 1]`. */
  readonly version: number;
  readonly upcasters?: { readonly [fromVersion: number]: (data: JsonObject) => JsonObject };
}

export type EventTable = { readonly [type: string]: EventDefinition };

/** An event as a decision makes it: its type and data, before it has an envelope. */
export type EventOf<Events extends EventTable> = {
  [Type in keyof Events & string]: {
    readonly type: Type;
    readonly data: z.output<Events[Type]['schema']>;
  };
}[keyof Events & string];

/** An event of a table as the log has it. */
export type RecordedEventOf<Events extends EventTable> = {
  [Type in keyof Events & string]: RecordedEvent<Type, z.output<Events[Type]['schema']>>;
}[keyof Events & string];

/** The types that a workflow's parts share; a workflow declares them once. */
export interface WorkflowTypes {
  readonly state: object;
  readonly events: EventTable;
  readonly phase: string;
  readonly actorKind: string;
  readonly audience: string;
  /** Names of the fields that can be shown of a subject. */
  readonly field: string;
  readonly refusal: string;
  readonly policy: unknown;
  /** Other workflows whose state a decision may look at: name → state. */
  readonly related: { readonly [workflow: string]: object };
}

/** The refusal of a rule: a code of the workflow's refusal table. */
export interface Refusal<Code extends string = string> {
  readonly refused: Code;
  readonly message: string;
  readonly details: JsonObject;
}

export const refuse = <Code extends string>(
  refused: Code,
  message: string,
  details: JsonObject = {},
): Refusal<Code> => ({ refused, message, details });

/** Everything that a decision may depend on beside state and input: the same three give the same decision. */
export interface DecisionContext<T extends WorkflowTypes> {
  /** Id of the stream's subject. */
  readonly id: string;
  /** The revision that the first of the decided events gets; the next one has one more. */
  readonly revision: Revision;
  /** When the command happens: the clock's now, or the old instant of an import. */
  readonly now: Instant;
  readonly actor: Actor<T['actorKind']>;
  readonly policy: T['policy'];
  readonly random: Random;
  /** The subjects of other streams that `reads` named. */
  readonly related: RelatedSubjects<T>;
}

/**
 * The subjects of other streams that a decision looks at: ids by workflow. Where an append cannot check that they are still as they
 * were, a rule on them needs a {@link Compensation}.
 */
export type Reads<T extends WorkflowTypes> = {
  readonly [W in keyof T['related']]?: string | readonly string[] | undefined;
};

/** The state of another subject; undefined when there is none. Throws a `TypeError` for one that `reads` did not name. */
export type RelatedSubjects<T extends WorkflowTypes> = <W extends keyof T['related'] & string>(
  workflow: W,
  id: string,
) => T['related'][W] | undefined;

export type EventName<T extends WorkflowTypes> = keyof T['events'] & string;

/** What a command decides: events that it says it emits, or a refusal that it says it gives. */
export type Decision<
  T extends WorkflowTypes,
  Emits extends EventName<T> = EventName<T>,
  Refuses extends T['refusal'] = T['refusal'],
> = EventOf<Pick<T['events'], Emits>> | readonly EventOf<Pick<T['events'], Emits>>[] | Refusal<Refuses>;

interface CommandBase<
  T extends WorkflowTypes,
  Schema extends z.ZodType,
  Emits extends readonly EventName<T>[],
  Refuses extends readonly T['refusal'][],
> {
  readonly summary: string;
  /** A strict object: unknown fields are refused. */
  readonly input: Schema;
  /** An input that is valid, for the reference and the API's examples. */
  readonly example: z.input<Schema>;
  readonly by: readonly T['actorKind'][];
  /** Everything that it can emit. An event that is not named here is refused, by the types and again when it is decided. */
  readonly emits: Emits;
  /**
   * Every code of the workflow's refusals that `when` and `decide` can answer; absent: none. One that is not named here is an error,
   * by the types and again when it is answered. What the engine refuses itself (`wrong-phase`, `forbidden`) is not named.
   */
  readonly refuses?: Refuses;
  /** Phases that it can lead to. Absent: the phase stays. */
  readonly to?: readonly T['phase'][];
  /** Given by process managers and imports only: no route, not among the allowed commands. */
  readonly internal?: boolean;
  /** The instant at which it happened, when the input may carry one. */
  readonly occurredAt?: (input: z.output<Schema>) => Instant | undefined;
}

/** A command that begins a stream. */
export interface Creation<
  T extends WorkflowTypes,
  Schema extends z.ZodType = z.ZodType,
  Emits extends readonly EventName<T>[] = readonly EventName<T>[],
  Refuses extends readonly T['refusal'][] = readonly T['refusal'][],
> extends CommandBase<T, Schema, Emits, Refuses> {
  readonly from: 'none';
  /** The id that the input itself carries; absent when the engine makes one. */
  readonly idFrom?: (input: z.output<Schema>) => string;
  /** Asked again with what was found, until it names nothing new: a chain of subjects is followed so. */
  readonly reads?: (input: z.output<Schema>, found: RelatedSubjects<T>) => Reads<T>;
  readonly decide: (
    input: z.output<Schema>,
    context: DecisionContext<T>,
  ) => Decision<T, Emits[number], Refuses[number]>;
}

/** A command to a stream that exists. */
export interface Transition<
  T extends WorkflowTypes,
  Schema extends z.ZodType = z.ZodType,
  Emits extends readonly EventName<T>[] = readonly EventName<T>[],
  Refuses extends readonly T['refusal'][] = readonly T['refusal'][],
> extends CommandBase<T, Schema, Emits, Refuses> {
  readonly from: readonly T['phase'][] | 'any';
  /** Whose subject it must be for the actors in `by`. Default `own`. */
  readonly relation?: 'own' | 'other' | 'any';
  /** What must hold beside phase and role; tells `allowedCommands` as well as the execution. */
  readonly when?: (
    state: T['state'],
    context: Pick<DecisionContext<T>, 'now' | 'actor' | 'policy'>,
  ) => Refusal<Refuses[number]> | undefined;
  /** Asked again with what was found, until it names nothing new: a chain of subjects is followed so. */
  readonly reads?: (input: z.output<Schema>, state: T['state'], found: RelatedSubjects<T>) => Reads<T>;
  readonly decide: (
    state: T['state'],
    input: z.output<Schema>,
    context: DecisionContext<T>,
  ) => Decision<T, Emits[number], Refuses[number]>;
}

// A table mixes commands of different inputs; their schemas are known to each entry, not to the table.
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type that a command of every input schema fits.
export type Command<T extends WorkflowTypes> = Creation<T, any> | Transition<T, any>;

export type CommandTable<T extends WorkflowTypes> = { readonly [name: string]: Command<T> };

/** A field that can be shown of a subject. */
export interface FieldDefinition {
  readonly summary: string;
  /** About a person: a view shows it only where it says that it shows personal fields. `false` for a namesake of a personal one. */
  readonly personal?: boolean;
  /** What it is made of, where views show single parts of it (`ratings.grade`). */
  readonly parts?: readonly string[];
}

/** A field, or what is below it by path. */
type PathOf<Field extends string> = Field | `${Field}.${string}`;

/** Names of the fields of a schema's values, of each member of a union; any name where the schema leaves them open. */
type FieldOf<Schema extends z.ZodType> =
  unknown extends z.output<Schema>
    ? string
    : z.output<Schema> extends infer Value
      ? Value extends unknown
        ? keyof Value & string
        : never
      : never;

/** What an audience sees. Allow-lists: what is not named is not shown. */
export interface View<T extends WorkflowTypes> {
  /** Fields of the presented state; of a part of it by path, through lists: `ratings.grade`. */
  readonly state: readonly PathOf<T['field']>[];
  /** Fields of each event's data; an event that is not named is not shown. */
  readonly events: {
    readonly [Type in keyof T['events']]?: readonly PathOf<FieldOf<T['events'][Type]['schema']>>[];
  };
  /** The personal fields among them, of the state and of events: who may read about a person is said, never by the way. */
  readonly personal?: readonly string[];
  /** Single events that are not shown although their type is. */
  readonly hides?: (event: RecordedEvent) => boolean;
  /** What becomes of a field before it is shown, in the state and in every event, with what it stands beside: a place is rounded. */
  readonly shows?: { readonly [field: string]: (value: JsonValue, beside: JsonObject) => JsonValue };
  /** Fields of the actor of each event. */
  readonly actor: readonly (keyof Actor)[];
  /** The same for actors of a kind, where it is another list. */
  readonly actorOfKind?: { readonly [Kind in T['actorKind']]?: readonly (keyof Actor)[] };
}

/** A field that is hidden in every view: everywhere, or in the event of one revision and what came from it. */
export interface Redaction {
  readonly field: string;
  readonly revision?: number;
}

/** Whether a field is hidden where it came from the event of a revision. */
export type Hides = (field: string, revision: number) => boolean;

/** A command that an event causes, given by the process manager. */
export interface Reaction {
  readonly workflow: string;
  readonly id: string;
  readonly command: string;
  readonly input: JsonObject;
}

/** Names of workflows, each with names of its commands. */
export interface Gives {
  readonly [workflow: string]: readonly string[];
}

/** An event of a type as its workflow knows it. */
type Recorded<T extends WorkflowTypes, Type> = Extract<RecordedEventOf<T['events']>, { type: Type }>;

/**
 * What is done about an event that was decided on related subjects which had moved when it was recorded. A store that checks them
 * inside the append records none, but may have some from before; the process manager looks at the rule once more, in the order of the log.
 */
export interface Compensation<T extends WorkflowTypes, Type = keyof T['events'] & string> {
  /** Every command that it can give. */
  readonly gives: Gives;
  readonly reads: (
    event: Recorded<T, Type>,
    id: string,
    state: T['state'],
    found: RelatedSubjects<T>,
  ) => Reads<T>;
  /**
   * None when the rule held: what the event causes comes then. Else the commands that undo it, in its stead.
   *
   * @param state right after the event
   * @param related as they were in the log right before the event
   */
  readonly commands: (
    event: Recorded<T, Type>,
    id: string,
    state: T['state'],
    related: RelatedSubjects<T>,
  ) => readonly Reaction[];
}

/**
 * A command that is given to a subject at an instant, unless something happens before that makes it needless. Those that
 * have fired are not pending: the state knows of them.
 */
export interface Timer {
  /** Unique in the stream for ever: it names what fires, never when. The command id follows from it. */
  readonly key: string;
  readonly at: Instant;
  readonly command: string;
  /** Follows from the key alone, so that a repeat after the instant has moved is a repeat still. */
  readonly input: JsonObject;
}

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
    readonly [field: string]: readonly {
      readonly event: keyof T['events'] & string;
      readonly shownAs?: string;
    }[];
  };
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
