import type { Actor } from '../base/actor.ts';
import type { JsonObject } from '../base/json.ts';
import type { Position, Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';

/** What is known of an event beside what it says. */
export interface EventMetadata {
  readonly actor: Actor;
  /** Who gave the command on behalf of the actor, a machine by its key; absent: the actor themselves. */
  readonly givenBy?: Actor;
  readonly commandId: string;
  /** Digest of the command's name, target, actor and input without its personal fields: tells a repeat from a reuse of its id. */
  readonly commandDigest: string;
  readonly correlationId: string;
  /** Id of the event that caused the command, when a process manager gave it. */
  readonly causationId: string | null;
  /** When it happened. An import brings old instants. */
  readonly occurredAt: Instant;
  /** Name of the command that decided it. Absent in events from before it was recorded. */
  readonly command?: string | undefined;
  /**
   * Digest of the policy and its calendars that it was decided under. Absent where the workflow has no policy with calendars, and
   * in events from before it was recorded.
   */
  readonly policyDigest?: string | undefined;
}

/** An event before the log has it. */
export interface NewEvent<Type extends string = string, Data = JsonObject> {
  /** UUIDv5 of the command id and the event's index in its command, so that a repeated append is recognised. */
  readonly id: string;
  readonly type: Type;
  /** Schema version of `data`, from 1. */
  readonly version: number;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/** An event as the log has it. */
export interface RecordedEvent<Type extends string = string, Data = JsonObject> {
  readonly id: string;
  readonly type: Type;
  readonly version: number;
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly data: Data;
  /** `recordedAt` is when the log took it: the store's clock. */
  readonly metadata: EventMetadata & { readonly recordedAt: Instant };
  /**
   * Why it cannot be used: it is damaged, or not what its workflow writes. Only who follows the log is given such an event, so
   * that it holds up its own stream and nothing else; its data says nothing then.
   */
  readonly fault?: string;
}
