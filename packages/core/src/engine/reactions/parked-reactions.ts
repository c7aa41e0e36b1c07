import { StoreCorrupt } from '../base/errors.ts';
import type { Position, Revision } from '../base/places.ts';
import type { EventStore } from '../log/event-store.ts';
import type { FailedReaction, ProcessManager, Reacting } from './process-manager.ts';

/** A reaction that is kept beside the checkpoint, because it could not be given: the others were gone on with. */
export interface ParkedReaction {
  readonly eventId: string;
  /** Null: what the event causes is not known. */
  readonly index: number | null;
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly type: string;
  /** What was to be given, to whom; null where that is not known. */
  readonly workflow: string | null;
  readonly subjectId: string | null;
  readonly command: string | null;
  readonly message: string;
  /** Whether it is tried again by itself. */
  readonly mayPass: boolean;
}

/** Where reactions that could not be given are kept. Each host has its own. */
export interface ParkedReactions {
  /** Keeps one, or what went wrong with it this time. */
  park(reaction: ParkedReaction): void;
  /** It could not be tried, for a workflow that is not here: it stays as it is, and waits until somebody wants it again. */
  lack(reaction: Pick<ParkedReaction, 'eventId' | 'index'>, workflow: string): void;
  /** It was given. */
  settle(reaction: Pick<ParkedReaction, 'eventId' | 'index'>): void;
  /** Whether somebody has it left out. */
  isLeftOut(eventId: string, index: number | null): boolean;
}

export const parkedOf = ({ event, index, command, error, mayPass }: FailedReaction): ParkedReaction => ({
  eventId: event.id,
  index,
  stream: event.stream,
  revision: event.revision,
  position: event.position,
  type: event.type,
  workflow: command?.workflow ?? null,
  subjectId: command?.id ?? null,
  command: command?.command ?? null,
  message: error instanceof Error ? error.message : String(error),
  mayPass,
});

/**
 * Tries parked reactions once more, each by itself. One whose workflow is not here, or whose event is not there, stays parked: that
 * nothing failed does not say that anything was given.
 *
 * @returns how many were given
 * @throws what keeps the log from being read
 */
export const retryReactions = async (
  reactions: readonly ParkedReaction[],
  {
    manager,
    store,
    parked,
  }: {
    readonly manager: ProcessManager;
    readonly store: Pick<EventStore, 'readStream'>;
    readonly parked: ParkedReactions;
  },
): Promise<number> => {
  let given = 0;
  for (const reaction of reactions) {
    const { eventId, index, stream, revision: fromRevision } = reaction;
    const missing = manager.missingFor(reaction);
    if (missing !== undefined) {
      parked.lack(reaction, missing);
      continue;
    }
    const failed: FailedReaction[] = [];
    const wants: Reacting['wants'] = (id, place) =>
      !parked.isLeftOut(id, place) && (index === null || place === null || place === index);
    let isThere = false;
    try {
      for await (const event of store.readStream(stream, { fromRevision, limit: 1 })) {
        isThere = event.id === eventId;
        if (isThere) await manager.react([event], { wants, onFailed: (one) => failed.push(one) });
      }
    } catch (error) {
      if (!(error instanceof StoreCorrupt)) throw error;
      parked.park({ ...reaction, message: error.message });
      continue;
    }
    if (!isThere) {
      parked.park({ ...reaction, message: `${stream} has no event ${eventId} any more`, mayPass: false });
      continue;
    }
    if (!failed.some((one) => one.index === index)) {
      parked.settle({ eventId, index });
      given += 1;
    }
    for (const one of failed) parked.park(parkedOf(one));
  }
  return given;
};
