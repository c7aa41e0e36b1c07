import {
  assertNoRelated,
  type Clock,
  type EventStore,
  keyedQueue,
  type Position,
  type ReadStreamOptions,
  StoreUnavailable,
  type StreamDeletion,
  type SubscribeOptions,
  serialiseAppend,
} from '@phananh/core/store';
import { append } from './appending/append.ts';
import { appendsOver } from './appending/appends.ts';
import { type AppendsInOrder, appendsInOrder } from './appending/appends-in-order.ts';
import { knownIds } from './appending/known-ids.ts';
import { logTail } from './appending/log-tail.ts';
import { type TriedRight, tryRights } from './appending/rights.ts';
import { healthOfAppends, healthOfReads } from './connection/health.ts';
import { retried } from './connection/retried.ts';
import { callsThrough, callsTo } from './connection/server-calls.ts';
import {
  defaultTiming,
  type Limited,
  type Listening,
  limited,
  type Repeat,
  type Timing,
  withinTotal,
} from './connection/timing.ts';
import type { SubscriptionDrop, SubscriptionState } from './following/follow.ts';
import { subscriptions } from './following/subscribe.ts';
import { readHead, readLastRecorded } from './reading/head.ts';
import { readAll, readDeletedStreams } from './reading/read-all.ts';
import { streamReader } from './reading/read-stream.ts';
import type { EventStoreDbClient } from './wire/client.ts';
import { deletionsOnly } from './wire/filter.ts';
import { type FindFault, followedEventOf, recordedEventOf, soundEventOf } from './wire/stored-form.ts';
import { assertNotSystem } from './wire/system-names.ts';

export type EventStoreDbOptions = EventStoreDbConnection & {
  /**
   * Gives `recordedAt` of events that are copied from another log; it is then kept in their metadata. Default: none, and `recordedAt` is
   * when the server wrote an event, by the clock of the server.
   */
  readonly clock?: Clock;
  /** Timeouts, pauses and where they come from. */
  readonly timing?: Partial<Timing>;
  /** Judges what is read: others can write to the log too. Default: every event in the form that phananh writes is accepted. */
  readonly findFault?: FindFault;
  /** Called whenever a call failed and is tried again. */
  readonly onRepeat?: (repeat: Repeat) => void;
  /** Called whenever a subscription loses its connection. It is tried again in any case. */
  readonly onSubscriptionDropped?: (drop: SubscriptionDrop) => void;
  /** Called whenever a subscription is connected, has caught up, or is not any more. */
  readonly onSubscriptionChanged?: (state: SubscriptionState) => void;
  /** Ids that are remembered of the streams used last. Default: 200,000, some 40 MB. */
  readonly rememberedIds?: number;
  /**
   * Appends that are under way at the same time. Default: 128; with more, none ends earlier, and some miss their deadlines. The log has
   * them in the order in which they reach the server: with 1, in the order in which they were asked for.
   */
  readonly appendsAtOnce?: number;
};

/** Where the events are: a connection string, or a client that you made and will dispose of yourself. */
export type EventStoreDbConnection =
  | { readonly connectionString: string; readonly client?: undefined }
  | { readonly client: EventStoreDbClient; readonly connectionString?: undefined };

export interface EventStoreDbEventStore extends EventStore {
  deletedStreams(): Promise<readonly StreamDeletion[]>;
  /**
   * Tries each right that a host needs, and writes nothing. @throws an error that leaves all rights unknown, such as an unreachable server
   */
  tryRights(): Promise<readonly TriedRight[]>;
  /** The subscriptions that are being read. */
  subscriptionStates(): readonly SubscriptionState[];
  /** Position of the last record of the log, of whatever kind; 0 when there is none. */
  lastPosition(): Promise<Position>;
  /** For the only writer of a log. Absent for a client that is not `@eventstore/db-client`. */
  readonly appendsInOrder?: () => AppendsInOrder;
}

/**
 * The event store on an EventStoreDB or KurrentDB server or cluster, from version 23.10 on. Connects when it is first used.
 *
 * @throws {@link InvalidConnectionString}
 */
export const eventStoreDbEventStore = ({
  connectionString,
  client: given,
  clock,
  timing: changes,
  findFault = () => undefined,
  onRepeat,
  onSubscriptionDropped = () => {},
  onSubscriptionChanged = () => {},
  rememberedIds = 200_000,
  appendsAtOnce = 128,
}: EventStoreDbOptions): EventStoreDbEventStore => {
  const waits = { ...defaultTiming, ...changes };
  const calls = given ? callsThrough(given) : callsTo(connectionString, waits);
  const timing: Listening = { ...waits, onSilence: calls.suspect, ...(onRepeat && { onRepeat }) };
  const { client } = calls;
  const reader = streamReader(client, findFault);
  const known = knownIds(rememberedIds);
  const tail = logTail(calls, known, timing);
  const appends = appendsOver(calls, timing);
  const parts = { appends, timing, reader, known, tail };
  const queue = keyedQueue(appendsAtOnce);
  const appendHealth = healthOfAppends(timing);
  let closing: Promise<void> | undefined;
  const assertOpen = () => {
    if (closing) throw new StoreUnavailable('the event store is closed', { reason: 'closed' });
  };
  const followed = subscriptions(
    {
      client,
      open: calls.subscribe,
      timing,
      onDrop: onSubscriptionDropped,
      onChange: onSubscriptionChanged,
    },
    assertOpen,
  );

  /**
   * Makes sure that the stream was not deleted or truncated. A read that reaches the first event notices that by itself; this is for the
   * others.
   *
   * @returns whether it is known, too, that the read would give nothing
   * @throws {@link StreamDeleted}
   */
  const standsToItsEnd = async (
    stream: string,
    { fromRevision = 0, backwards = false }: ReadStreamOptions,
    limits: Limited,
  ): Promise<boolean> => {
    const isKnown = () => !backwards && (known.endOf(stream) ?? -1) >= fromRevision - 1;
    // The log would also tell of a deletion: a stream whose ids are still known after this read was not deleted.
    if (isKnown() && (await withinTotal(tail.seen(), limits, 'the end of the log')) && isKnown())
      return known.endOf(stream) === fromRevision - 1;
    for await (const _ of reader.read(stream, { limit: 1 }, limits)) break;
    return false;
  };

  const { streams } = calls;
  return {
    ...(streams && { appendsInOrder: () => appendsInOrder(streams, timing, clock) }),
    async append(stream, events, { expectedRevision, related }) {
      assertOpen();
      assertNoRelated(related);
      const serialised = serialiseAppend(stream, events, expectedRevision);
      assertNotSystem(stream, serialised);
      const recordedAt = clock?.now();
      const keys = [`stream ${stream}`, ...serialised.map(({ id }) => `event ${id}`)];
      return appendHealth.of(
        queue.run(keys, () => append(parts, { stream, events: serialised, expectedRevision, recordedAt })),
      );
    },
    async *readStream(stream, options = {}) {
      assertOpen();
      const limits = limited(timing);
      // A command that goes on from a snapshot mostly finds no new event in its stream. One read of the end of the log tells many commands
      // that.
      if (!reachesFirst(options) && (await standsToItsEnd(stream, options, limits))) return;
      const { epoch } = known;
      for await (const event of reader.read(stream, options, limits)) {
        assertOpen();
        limits.renew();
        if (known.epoch === epoch) known.learn(event);
        yield event;
      }
    },
    async *readAll(options = {}) {
      assertOpen();
      const follow = (range: SubscribeOptions) =>
        followed.subscribe(range, {
          attempts: timing.attempts,
          eventOf: (record) => soundEventOf(record, findFault),
        });
      for await (const event of readAll({ client, timing, findFault, follow }, options)) {
        assertOpen();
        yield event;
      }
    },
    subscribe: (options) =>
      followed.subscribe(options, {
        attempts: Number.POSITIVE_INFINITY,
        eventOf: (record) => followedEventOf(record, findFault),
      }),
    subscriptionStates: () => followed.states,
    async deletedStreams() {
      assertOpen();
      const manner = { attempts: timing.attempts, filter: deletionsOnly, eventOf: recordedEventOf };
      const follow = (range: SubscribeOptions) => followed.subscribe(range, manner);
      return readDeletedStreams({ client, timing, follow });
    },
    async tryRights() {
      assertOpen();
      return tryRights({ client, appends }, timing);
    },
    async lastRecorded() {
      assertOpen();
      return retried((limits) => readLastRecorded(client, limits), timing);
    },
    async health() {
      assertOpen();
      const ofAppends = appendHealth.now();
      if (ofAppends.failure !== undefined) return ofAppends;
      return healthOfReads((stream) => reader.read(stream, { requiresLeader: true }, limited(timing)));
    },
    async lastPosition() {
      assertOpen();
      return (await retried((limits) => readHead(client, limits), timing)).any;
    },
    close() {
      closing ??= queue.drained().then(() => {
        appends.close();
        calls.close();
      });
      followed.close();
      return closing;
    },
  };
};

/** Whether the read reaches the first event of the stream, provided that the stream has as many events as are asked for. */
const reachesFirst = ({ backwards, fromRevision, toRevision, limit }: ReadStreamOptions): boolean =>
  backwards === true ? limit === undefined && !toRevision : !fromRevision;
