import type { Clock, EventStore } from '@phananh/core';
import type { FailedReaction, Random, Tick, TimerFailure } from '@phananh/core/engine';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import type { GivenPolicy } from '@phananh/core/reports';

import type { OnUpgrade } from '../event-store/schema.ts';
import type { SealingPlace } from '../keys/sealed-place.ts';
import type { LogModule } from '../read-models/threads/open-log.ts';

/** Where the events are, and the read models that are computed from them. */
export type RunPlace =
  | {
      /** An SQLite file, made when it does not exist. */
      readonly file: string;
      /** Default: beside it, `portal.read.db` for `portal.db`. */
      readonly readModels?: string;
      readonly store?: undefined;
    }
  | {
      /** Any event store. It is taken over: closed with the rest, and when the start fails. */
      readonly store: EventStore;
      /** A file, or `:memory:`. */
      readonly readModels: string;
      /** How a thread opens the same log. Absent: the read models are computed on the caller's thread. */
      readonly log?: LogModule;
      readonly file?: undefined;
    };

/** What a host runs, and what it runs on. */
export type FailedPart = 'store' | 'read models' | 'reactions' | 'timers' | 'policy';

/** What went wrong beside the commands. */
export type RunFailure =
  | { readonly what: FailedPart; readonly error: unknown }
  | ({ readonly what: 'timer' } & TimerFailure)
  /** Parked: it waits for somebody to retry or skip it. The others were gone on with. */
  | ({ readonly what: 'reaction' } & FailedReaction);

export type RunOptions = RunPlace & {
  /** Default: the one that the log is written under; that of Hue for a new log. Another one than that of the log is refused. */
  readonly policy?: GivenPolicy;
  /**
   * Where the keys are that personal values of the log are sealed under. A log that says nothing of that is sealed from now on, unless
   * `begin` is false; what is in it stays as it is. Absent: nothing is sealed, and a log that is sealed cannot be read.
   */
  readonly sealing?: SealingPlace;
  /** Why another policy than that of the log is put in force: it stands in the log, and so does the policy. Absent: it is refused. */
  readonly adoptPolicy?: string;
  /** Workflows that run beside reports: their commands, timers, reactions, projections and lists. Default: none. */
  readonly workflows?: readonly AnyHostedWorkflow[];
  /**
   * What decides, dates and fires by it. Default: the system's. Guarded, whichever it is: nothing is decided while it is far behind what the log
   * has recorded, and when it jumps, which is seen of one that has `monotonic`. Another than the system's cannot be given to a thread: the read models are computed on the caller's then.
   */
  readonly clock?: Clock;
  readonly random?: Random;
  /** Whether timers fire here. Default true; false where another host over the same log fires them. */
  readonly timers?: boolean;
  /** Told of what failed. Default: a warning of the process. */
  readonly onError?: (failure: RunFailure) => void;
  /** Told while a file of an older version is brought up to this one, which is done once. */
  readonly onUpgrade?: OnUpgrade;
  /** Told when timers were due. */
  readonly onTick?: (tick: Tick) => void;
  /**
   * Told when another policy than the one that this runs on is in force, and how it differs. Commands are refused from then on:
   * close this and start again. Default: it is told as a failure.
   */
  readonly onPolicyAdopted?: (difference: string) => void;
};

/** In words, what came of it. */
export const failedWords = (what: RunFailure['what']): string =>
  what === 'reaction'
    ? 'a reaction could not be given and is parked'
    : what === 'policy'
      ? 'commands are refused until this is started again'
      : `${what} failed and will be tried again`;
