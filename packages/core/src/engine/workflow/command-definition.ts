import type { z } from 'zod';
import type { Actor } from '../base/actor.ts';
import type { Instant } from '../base/time.ts';
import type { Decision, DecisionContext, EventName, Reads, Refusal, RelatedSubjects } from './decision.ts';
import type { WorkflowTypes } from './event-definition.ts';

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
  /**
   * Whether somebody who may not read the subject may give it all the same, because they were told of it in another way. Default: nobody who may
   * not read it.
   */
  readonly reaches?: (
    state: T['state'],
    context: { readonly actor: Actor; readonly policy: T['policy'] },
  ) => boolean;
  /** Whether it destroys single values for good: then it is told which can be. Default: it does not. */
  readonly destroys?: (input: z.output<Schema>) => boolean;
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
  readonly reads?: (
    input: z.output<Schema>,
    found: RelatedSubjects<T>,
    actor: Actor<T['actorKind']>,
  ) => Reads<T>;
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
  readonly reads?: (
    input: z.output<Schema>,
    state: T['state'],
    found: RelatedSubjects<T>,
    actor: Actor<T['actorKind']>,
  ) => Reads<T>;
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
