import type { Random } from '../base/random.ts';
import type { Clock } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventStore } from '../log/event-store.ts';
import type { Workflow, WorkflowTypes } from '../workflow/workflow.ts';
import type { Snapshots } from './load.ts';
import type { RelatedSubject } from './related-subjects.ts';

export interface CommandHandlerOptions<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly store: EventStore;
  readonly policy: T['policy'];
  /** Digest of the policy and its calendars, which the events carry. Default: they carry none. */
  readonly policyDigest?: string | undefined;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly snapshots?: Snapshots;
  /** Loads subjects of other workflows that decisions read. Those of the workflow itself need no loader. */
  readonly related?: {
    readonly [W in keyof T['related']]?: (id: string) => Promise<RelatedSubject<T['related'][W]>>;
  };
  /**
   * Called with each event that causes commands, right after the append and outside the queue of the subject. An error that it throws does
   * not undo the command: the process manager, which follows the log, gives the commands that are missing.
   */
  readonly onAppended?: (event: RecordedEvent) => Promise<void>;
  /**
   * Called right before each append. An error that it throws refuses the command, unless it is a repeat of one that is in the log. It returns
   * undefined when nothing speaks against writing.
   */
  readonly demandWritable?: (() => Promise<void> | undefined) | undefined;
  /** How often a command is decided when other processes append to its stream first. Default 32. */
  readonly maxAttempts?: number;
}
