import type { EventStore, RecordedEvent } from '@phananh/core';
import type { StatesOfEvent, SubjectProjection, SubjectState } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { isOfTheMachine } from './faults.ts';
import type { Projection } from './projection.ts';
import { skippedRevisions } from './skipped-events.ts';

/** What an event made of its subject, and of a correction what stood there until then. */
type States<State extends SubjectState> = Omit<
  Parameters<SubjectProjection<State, unknown>['happened']>[2],
  'now'
>;

/** Subjects whose events another one corrects: they are folded from their streams once more. */
interface SubjectsAnew<State extends SubjectState> {
  readonly asks: (event: RecordedEvent) => boolean;
  /** Reads the streams of such events. */
  readonly prepare: Projection['prepare'];
  /** Every event of a subject up to one that was prepared, as it was corrected, with what it made. */
  readonly lives: (event: RecordedEvent) => Iterable<readonly [event: RecordedEvent, states: States<State>]>;
  /** Takes away what events of a subject have made. */
  readonly dropRows: (state: State) => void;
  /** Takes away its own row. */
  readonly dropRow: (state: State) => void;
}

export const subjectsAnew = <State extends SubjectState, Row>(
  database: Database,
  { name, table, fold, corrections }: SubjectProjection<State, Row>,
  store: Pick<EventStore, 'readStream'>,
): SubjectsAnew<State> => {
  if (corrections === undefined) return noneAnew;
  const { asks, restates, lay, tables, key } = corrections;
  const deletion = (from: string) =>
    database.prepare<[number]>(`DELETE FROM ${from} WHERE ${key.column} = ?`);
  const [drop, ofEvents] = [deletion(table.name), tables.map((one) => deletion(one.name))];
  /** By the position of the event that corrects; what could not be read is thrown when it is applied. */
  const streams = new Map<number, readonly RecordedEvent[] | { readonly error: unknown }>();

  const read = async ({ stream, revision }: RecordedEvent): Promise<readonly RecordedEvent[]> => {
    const leftOut = skippedRevisions(database, name, stream);
    const events = await Array.fromAsync(store.readStream(stream, { toRevision: revision }));
    return events.filter((event) => !leftOut.has(event.revision));
  };

  const life = function* (
    events: readonly RecordedEvent[],
  ): Generator<readonly [RecordedEvent, StatesOfEvent<State>], undefined> {
    let before: State | undefined;
    for (const event of lay(events)) {
      const after = fold(before, event);
      yield [event, { before, after }];
      before = after;
    }
  };
  const folded = (events: readonly RecordedEvent[]): State | undefined => [...life(events)].at(-1)?.[1].after;

  return {
    asks,
    prepare: async (events) => {
      streams.clear();
      for (const event of events.filter(asks)) {
        try {
          streams.set(event.position, await read(event));
        } catch (error) {
          if (isOfTheMachine(error)) throw error;
          streams.set(event.position, { error });
        }
      }
      return [];
    },
    lives: function* (correction) {
      const recorded = streams.get(correction.position);
      if (recorded === undefined)
        throw new TypeError(`nothing was read for a correction of ${correction.stream}`);
      if ('error' in recorded) throw recorded.error;
      for (const [place, [event, states]] of [...life(recorded)].entries()) {
        const [known, knownWithIt] = [recorded.slice(0, place), recorded.slice(0, place + 1)];
        // Of what a correction did: what it was made of without it, and with it.
        yield restates(event)
          ? [
              event,
              {
                before: folded(known),
                after: folded(knownWithIt) ?? states.after,
                former: () => life(known),
              },
            ]
          : [event, states];
      }
    },
    dropRows: (state) => {
      for (const one of ofEvents) one.run(key.of(state));
    },
    dropRow: (state) => {
      drop.run(key.of(state));
    },
  };
};

/** Of a projection whose subjects nothing corrects. */
const noneAnew = {
  asks: () => false,
  prepare: undefined,
  lives: () => [],
  dropRows: () => {},
  dropRow: () => {},
};
