import type { Position } from '../base/places.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventStore } from '../log/event-store.ts';
import { type ParkedReactions, parkedOf } from './parked-reactions.ts';
import type { FailedReaction, ProcessManager, Reacting } from './process-manager.ts';

/** Where a follower of the log keeps how far it has come. */
export interface CheckpointStore {
  load(name: string): Promise<Position | undefined>;
  save(name: string, position: Position): Promise<void>;
}

/**
 * So many events at most are looked at again after a crash. Each save is a write that the host's thread waits for, and
 * that waits for whoever writes to the same file.
 */
const eventsPerCheckpoint = 10_000;

/** Milliseconds between attempts of what may go well another time. After the last one it is parked. */
const pausesBetweenAttempts = [1_000, 2_000, 4_000, 8_000] as const;

/**
 * Runs a process manager over the log from its checkpoint, until the signal. It saves a checkpoint now and then, and when it
 * ends. What cannot be given is parked: it holds up the others for some seconds at most.
 */
export const runProcessManager = async ({
  manager,
  store,
  checkpoints,
  parked,
  name,
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
  readonly signal: AbortSignal;
  /** Waits so many milliseconds; less when the signal comes. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Told once of each reaction that was parked. */
  readonly onParked: (failed: FailedReaction) => void;
  /** Told after each batch. */
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

  /** Whether there is hope: what was insisted on in vain before would be again, for one event after another. */
  let isHopeful = true;

  /** What is left of what an event causes. What may go well another time is tried some times. */
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
    // What was under way when the signal came is done again.
    if (signal.aborted && failed.size > 0) break;
    if (failed.size === 0 && events.length > 0) isHopeful = true;
    onReacted();
    reached = position;
    since += events.length;
    if (since >= eventsPerCheckpoint) await save();
  }
  await save();
};
