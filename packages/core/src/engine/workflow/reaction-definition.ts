import type { JsonObject } from '../base/json.ts';
import type { Instant } from '../base/time.ts';
import type { Reads, RelatedSubjects } from './decision.ts';
import type { RecordedEventOf, WorkflowTypes } from './event-definition.ts';

/** A command that an event causes, given by the process manager. */
export interface Reaction {
  readonly workflow: string;
  readonly id: string;
  readonly command: string;
  readonly input: JsonObject;
  /** Whether a subject that is not there needs nothing. Default: it has to be there. */
  readonly unlessMissing?: boolean;
}

/** Names of workflows, each with names of its commands. */
export interface Gives {
  readonly [workflow: string]: readonly string[];
}

/** An event of a type as its workflow knows it. */
export type Recorded<T extends WorkflowTypes, Type> = Extract<RecordedEventOf<T['events']>, { type: Type }>;

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
