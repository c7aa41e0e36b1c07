import type { Position } from '@phananh/core/store';
import type { MarkStart } from '../clean-end.ts';
import type { LastChange } from '../file-identity.ts';
import type { AppendOutcome, Group } from '../grouped-append.ts';
import type { AnswerSlot } from './answer-slot.ts';
import type { Doorbell } from './doorbell.ts';
import type { GroupSlot } from './group-slot.ts';

/** What the writer thread is started with. */
export interface WriterStart {
  readonly path: string;
  readonly bell: Doorbell;
  readonly groupSlot: GroupSlot;
  readonly answerSlot: AnswerSlot;
  readonly mark: MarkStart;
  readonly lastChange: LastChange;
  /** Most pages that the file may have: how a test fills the disk. */
  readonly maximumPages?: number;
  /** How many ids gather before they go into their table: a test has few of them. */
  readonly idsPerRun?: number;
}

/** Nothing of the group is in the log; or nobody knows, when the writer has stopped. */
export interface GroupFailure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly message: string;
  /** The writer takes no more appends: what is on the disk is not known before the file is opened again. */
  readonly stopped: boolean;
}

export type ToWriter =
  | ({ readonly kind: 'group' } & Group)
  /** The events up to a position were read again and are right. Nobody waits for an answer. */
  | { readonly kind: 'checked'; readonly position: Position }
  | { readonly kind: 'close' };

export type FromWriter =
  /** The outcomes are in the slot. Whoever looked there already has them. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'committed'; readonly outcomes: readonly AppendOutcome[] }
  | GroupFailure
  /** Between two groups: the answers were given already. */
  | { readonly kind: 'stopped'; readonly failure: GroupFailure }
  | { readonly kind: 'closed' };

/** The reason of a {@link GroupFailure}: the file is not where it was, or another one is. */
export const lostReason = 'file-lost';
