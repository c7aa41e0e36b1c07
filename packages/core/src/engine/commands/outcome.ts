import type { Position, Revision } from '../base/places.ts';

/** What a command did, or what it did the first time when it was a repeat. */
export interface Outcome<State> {
  readonly id: string;
  readonly stream: string;
  /** Revision and position of the last event that the command appended. */
  readonly revision: Revision;
  readonly position: Position;
  readonly events: readonly { readonly id: string; readonly type: string; readonly revision: Revision }[];
  /** The subject right after the command. */
  readonly state: State;
  /** True when the command id was known and nothing was appended. */
  readonly replayed: boolean;
}
