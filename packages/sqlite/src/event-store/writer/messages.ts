import type { Position } from '@phananh/core/store';
import type { MarkStart } from '../clean-end.ts';
import type { LastChange } from '../file-identity.ts';
import type { AppendOutcome, Group } from '../grouped-append.ts';
import type { AnswerSlot } from './answer-slot.ts';
import type { Doorbell } from './doorbell.ts';
import type { GroupSlot } from './group-slot.ts';

/** The `workerData` of the writer's thread. */
export interface WriterStart {
  readonly path: string;
  readonly bell: Doorbell;
  readonly groupSlot: GroupSlot;
  readonly answerSlot: AnswerSlot;
  readonly mark: MarkStart;
  readonly lastChange: LastChange;
  /** Most pages that the file may have (`max_page_count`): so a test fills the disk. */
  readonly maximumPages?: number;
  /** How many ids gather before they are moved into their table; a test sets it low. */
  readonly idsPerRun?: number;
}

/** A group that was not written. When the writer has stopped, nobody knows what of it is on the disk. */
export interface GroupFailure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly message: string;
  /** Whether the writer takes no more appends: only opening the file again shows what is on the disk. */
  readonly stopped: boolean;
}

export type ToWriter =
  | ({ readonly kind: 'group' } & Group)
  /** Tells that the events up to a position were read again and are right. It is not answered. */
  | { readonly kind: 'checked'; readonly position: Position }
  | { readonly kind: 'close' };

export type FromWriter =
  /** The outcomes are in the answer slot. A host that was looking there has taken them already. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'committed'; readonly outcomes: readonly AppendOutcome[] }
  | GroupFailure
  /** The writer has stopped between two groups: no append waits for an answer. */
  | { readonly kind: 'stopped'; readonly failure: GroupFailure }
  | { readonly kind: 'closed' };

/** The reason of a {@link GroupFailure}: the path leads to no file any more, or to another one. */
export const lostReason = 'file-lost';
