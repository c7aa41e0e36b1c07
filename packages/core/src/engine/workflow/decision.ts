import type { Actor } from '../base/actor.ts';
import type { JsonObject } from '../base/json.ts';
import type { Revision } from '../base/places.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventOf, WorkflowTypes } from './event-definition.ts';

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
  /** For a command that corrects: the events of the subject so far, with earlier corrections laid over them. Empty for others. */
  readonly history: readonly RecordedEvent[];
  /** For a command that destroys single values: the pointers of those that can be, by the revision of their event. Empty for others. */
  readonly destroyable: ReadonlyMap<Revision, readonly string[]>;
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
