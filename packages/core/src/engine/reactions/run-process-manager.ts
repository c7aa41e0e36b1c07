import type { Position } from '../base/places.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventStore } from '../log/event-store.ts';
import { type ParkedReactions, parkedOf } from './parked-reactions.ts';
import type { FailedReaction, ProcessManager, Reacting } from './process-manager.ts';

/** Keeps the positions up to which followers of the log have come. */
export interface CheckpointStore {
  load(name: string): Promise<Position | undefined>;
  save(name: string, position: Position): Promise<void>;
}

/**
 * Events between two saves of the checkpoint: after a crash at most so many are reacted to again. Each save is a write for which the host's
 * thread waits, and which waits for other writers to the same file.
 */
const eventsPerCheckpoint = 10_000;

/** Milliseconds between the attempts of a reaction whose failure may pass. After the last one it is parked. */
const pausesBetweenAttempts = [1_000, 2_000, 4_000, 8_000] as const;

/**
 * Runs a process manager over the log from its checkpoint on, until the signal is aborted. It saves its checkpoint after every so many events,
 * and when it ends. A reaction that cannot be given is parked; it holds the others up for some seconds at most.
 */
export const runProcessManager = async ({
  manager,
  store,
  checkpoints,
  parked,
  name,
  streamPrefix,
  signal,
  sleep,
  onParked,
  onReacted = () => {},
}: {
  readonly manager: Pick<ProcessManager, 'react'>;
  readonly store: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly parked: ParkedReactions;
  readonly name: string;
  /** What the names of the streams begin with that it looks at. Default: all of the log. */
  readonly streamPrefix?: string | undefined;
  readonly signal: AbortSignal;
  /** Waits so many milliseconds, or until the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Called once for each reaction that was parked. */
  readonly onParked: (failed: FailedReaction) => void;
  /** Called after each batch. */
  readonly onReacted?: () => void;
}): Promise<void> => {
  let saved = await checkpoints.load(name);
  let reached = saved;
  let since = 0;
  const save = async (): Promise<void> => {
    if (reached === undefined || reached === saved) return;
    await checkpoints.save(name, reached);
    saved = reached;
    since = 0;
  };
  const isWanted: NonNullable<Reacting['wants']> = (id, index) => !parked.isLeftOut(id, index);

  /**
   * Whether failures that may pass are tried again with pauses. Not after one that failed to the end, until a batch goes well: while the store
   * is away every event would take all pauses.
   */
  let isHopeful = true;

  /** Tries the failed reactions of an event again while their failures may pass. Those that failed to the end are parked. */
  const insist = async (event: RecordedEvent, first: readonly FailedReaction[]): Promise<void> => {
    let left = first;
    for (const pause of isHopeful ? pausesBetweenAttempts : []) {
      if (!left.some((one) => one.mayPass)) break;
      await sleep(pause, signal);
      if (signal.aborted) return;
      const passing = new Set(left.filter((one) => one.mayPass).map(({ index }) => index));
      const again: FailedReaction[] = left.filter((one) => !one.mayPass);
      await manager.react([event], {
        wants: (id, index) =>
          isWanted(id, index) && (index === null || passing.has(null) || passing.has(index)),
        onFailed: (one) => again.push(one),
      });
      left = again;
    }
    if (left.some((one) => one.mayPass)) isHopeful = false;
    for (const one of left) {
      parked.park(parkedOf(one));
      onParked(one);
    }
  };

  for await (const { events, position } of store.subscribe({
    ...(saved !== undefined && { after: saved }),
    ...(streamPrefix !== undefined && { streamPrefix }),
    signal,
  })) {
    const failed = new Map<RecordedEvent, FailedReaction[]>();
    await manager.react(events, {
      wants: isWanted,
      onFailed: (one, event) => {
        const before = failed.get(event);
        if (before === undefined) failed.set(event, [one]);
        else before.push(one);
      },
    });
    for (const [event, left] of failed) await insist(event, left);
    // The checkpoint stays before an event whose reactions the signal interrupted: the next run reacts to it again.
    if (signal.aborted && failed.size > 0) break;
    if (failed.size === 0 && events.length > 0) isHopeful = true;
    onReacted();
    reached = position;
    since += events.length;
    if (since >= eventsPerCheckpoint) await save();
  }
  await save();
};
