import type { Position } from '@phananh/core';
import type { ProjectionFailure } from '@phananh/core/read-models';
import type { SealingPlace } from '../../keys/sealed-place.ts';
import type { BuildProgress, TakeOver } from '../building/build-beside.ts';
import type { HostedMessage } from '../hosted/hosted-message.ts';
import type { FollowedLog, LogModule } from './open-log.ts';

/** What a host and the thread that computes its read models tell each other. */

export interface ProjectionThreadData {
  readonly path: string;
  readonly log: string | LogModule;
  /** How its personal values are opened; undefined: as they are stored. */
  readonly sealing: SealingPlace | undefined;
  readonly hosted: HostedMessage;
  readonly rebuild: boolean;
  readonly retrySkipped: boolean;
  readonly acceptLog: boolean;
  readonly keepUnfinished: boolean;
  /** Whether tables that are built take in what comes into the log, until the order `complete`. */
  readonly untilTold: boolean;
  readonly faults: ThreadFaults | undefined;
}

/** For tests: a disk that becomes full, and a short pause after that. */
export interface ThreadFaults {
  /** Pages by which the file can grow before SQLite says that the disk is full. Opening the file again lifts the limit. */
  readonly room: number;
  /** Milliseconds before the second attempt. */
  readonly pause: number;
}

export type ProjectionThreadMessage =
  | { readonly kind: 'building'; readonly why: string; readonly servable: boolean }
  | ({ readonly kind: 'progress'; readonly of: Position | null } & BuildProgress)
  | { readonly kind: 'not-built'; readonly message: string }
  | ({ readonly kind: 'built' } & TakeOver)
  | { readonly kind: 'ready' }
  | { readonly kind: 'applied'; readonly position: Position }
  | { readonly kind: 'followed'; readonly state: FollowedLog }
  | ({ readonly kind: 'failed' } & ThreadFailure);

export type ThreadFailure = Omit<ProjectionFailure, 'position'>;

/** `rebuild` computes all tables anew beside those that are followed, `rebuild-all` with the events that were left out; `not-placed`: the new ones cannot be put in place. */
export type ProjectionThreadOrder =
  | 'wake'
  | 'complete'
  | 'placed'
  | 'not-placed'
  | 'rebuild'
  | 'rebuild-all'
  | 'end';
