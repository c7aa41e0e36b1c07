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
  readonly clock?: Clock;
  readonly random?: Random;
  readonly snapshots?: Snapshots;
  /** Loads subjects of the other workflows that decisions look at. The workflow's own are there without it. */
  readonly related?: {
    readonly [W in keyof T['related']]?: (id: string) => Promise<RelatedSubject<T['related'][W]>>;
  };
  /**
   * Told of events that cause commands, right after their append and outside the subject's queue. What it throws does not undo the command:
   * a process manager that follows the log does what was left.
   */
  readonly onAppended?: (event: RecordedEvent) => Promise<void>;
  /**
   * Asked right before each append; what it throws refuses the command, repeats of one that is in the log excepted.
   * Undefined: nothing is against it.
   */
  readonly demandWritable?: (() => Promise<void> | undefined) | undefined;
  /** How often a command is decided again when another process was faster. Default 32. */
  readonly maxAttempts?: number;
}
