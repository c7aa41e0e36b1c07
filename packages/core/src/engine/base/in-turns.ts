/** How a long stream is read beside everything else that a process does. */
export interface InTurns {
  /**
   * Called before a stream that is known to be long is read, and after every 25 events: it may wait, so that others
   * have their turn, and throw, which ends the reading. Default: it is read in one go.
   */
  readonly turn?: (() => Promise<void>) | undefined;
}

/** Events that are read and shown between two turns: what others wait for, a fraction of a millisecond. */
const eventsPerTurn = 25;

/** The events as they are, with a turn of others after every few. */
export const inTurns = <Event>(events: AsyncIterable<Event>, { turn }: InTurns): AsyncIterable<Event> =>
  turn === undefined ? events : withTurns(events, turn);

async function* withTurns<Event>(
  events: AsyncIterable<Event>,
  turn: () => Promise<void>,
): AsyncGenerator<Event, undefined> {
  let read = 0;
  for await (const event of events) {
    yield event;
    read += 1;
    if (read % eventsPerTurn === 0) await turn();
  }
}

/** A turn before so many events are read, when they are many. */
export const turnBefore = async (events: number, { turn }: InTurns): Promise<void> => {
  if (turn !== undefined && events > eventsPerTurn) await turn();
};
