import { StoreCorrupt } from '../base/errors.ts';
import type { Position, Revision } from '../base/places.ts';
import type { EventStore } from '../log/event-store.ts';
import type { FailedReaction, ProcessManager, Reacting } from './process-manager.ts';

/** A reaction that could not be given. It is kept beside the checkpoint of the process manager, which goes on with the others. */
export interface ParkedReaction {
  readonly eventId: string;
  /** Its place among the reactions of the event. Null when `reactions` itself failed, so that they are not known. */
  readonly index: number | null;
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly type: string;
  /** The command and its target; null where they are not known. */
  readonly workflow: string | null;
  readonly subjectId: string | null;
  readonly command: string | null;
  readonly message: string;
  /** Whether the failure may pass by itself: then the host tries it again without being asked. */
  readonly mayPass: boolean;
}

/** Where parked reactions are kept. Each host has its own. */
export interface ParkedReactions {
  /** Parks a reaction; one that is parked already gets the new error. */
  park(reaction: ParkedReaction): void;
  /** Notes that a reaction could not be tried because this host lacks a workflow. It stays parked, until somebody asks for it again. */
  lack(reaction: Pick<ParkedReaction, 'eventId' | 'index'>, workflow: string): void;
  /** Takes a reaction out of the list: it was given. */
  settle(reaction: Pick<ParkedReaction, 'eventId' | 'index'>): void;
  /** Whether an operator has decided to leave it out. */
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
 * Tries parked reactions once more, one by one. A reaction stays parked when this host lacks its workflow, or the log its event: nothing fails
 * then, and nothing is given either.
 *
 * @returns how many were given
 * @throws the error with which the log cannot be read
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
