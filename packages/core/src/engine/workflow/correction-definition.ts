import type { RecordedEvent } from '../log/envelope.ts';

/** An event that may carry a field that can be redacted. */
export interface RedactablePlace<Type extends string = string> {
  readonly event: Type;
  /** Path in the presented subject, through lists. Absent: only the history has it. */
  readonly shownAs?: string;
  /** Paths in the event's data, where it stands under other names than its own. */
  readonly at?: readonly string[];
  /** A field of the event that has the revision of the event whose words these are: what is hidden there is hidden here. */
  readonly ofRevision?: string;
}

/**
 * Events that say what earlier ones of their stream should have said. They are laid over the history before anything is made of it: the
 * state, the past, figures. A fold that has gone past an event begins anew then. No event is rewritten.
 */
export interface Corrections<Type extends string = string> {
  /** Their types. A command that emits one is given `history`. */
  readonly types: readonly Type[];
  /** Whether a stream that begins with this event can have any: of others no more is read than is asked for. */
  readonly mayFollow: (first: RecordedEvent) => boolean;
  /**
   * The events of a stream from its first, as the corrections among them say: as many, in the same order, at the same revisions and
   * positions. Pure; laid over once more nothing changes.
   */
  readonly lay: (events: readonly RecordedEvent[]) => readonly RecordedEvent[];
}
