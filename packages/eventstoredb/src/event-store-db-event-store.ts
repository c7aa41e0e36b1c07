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
   * For `recordedAt` of events that are copied from another log: it is kept in their metadata. Default: none, and
   * `recordedAt` is when the server took an event, by its clock.
   */
  readonly clock?: Clock;
  /** Timeouts, pauses and where they come from. */
  readonly timing?: Partial<Timing>;
  /** Judges what is read: others can write to the log too. Default: whatever looks as if phananh had written it will do. */
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
   * Appends that are under way at the same time. Default: 128; more get nothing done earlier and wait past their deadlines.
   * They take their places in the log as the server gets them: with 1, in the order in which they were asked for.
   */
  readonly appendsAtOnce?: number;
};

/** Where the events are: a connection string, or a client that you made and will dispose of yourself. */
export type EventStoreDbConnection =
  | { readonly connectionString: string; readonly client?: undefined }
  | { readonly client: EventStoreDbClient; readonly connectionString?: undefined };

export interface EventStoreDbEventStore extends EventStore {
  deletedStreams(): Promise<readonly StreamDeletion[]>;
  /** Tries each right that a host needs, and writes nothing. @throws what says of no right whether the user has it */
  tryRights(): Promise<readonly TriedRight[]>;
  /** The subscriptions that are being read. */
  subscriptionStates(): readonly SubscriptionState[];
  /** Position of the last record of the log, of whatever kind; 0 when there is none. */
  lastPosition(): Promise<Position>;
  /** For the only writer of a log. Absent for a client of another make. */
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
   * For a read that does not come by the first event, which would tell: nothing of the stream is gone.
   *
   * @returns whether it is known as well that there is nothing behind where the read begins
   * @throws {@link StreamDeleted}
   */
  const standsToItsEnd = async (
    stream: string,
    { fromRevision = 0, backwards = false }: ReadStreamOptions,
    limits: Limited,
  ): Promise<boolean> => {
    const isKnown = () => !backwards && (known.endOf(stream) ?? -1) >= fromRevision - 1;
    // What was seen to its end was not deleted since: the log says that too.
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
      // Whoever goes on from a snapshot mostly finds nothing new, and many of them can be told by one read.
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

/** Whether the read comes by the first event, if the stream has as many as are asked for. */
const reachesFirst = ({ backwards, fromRevision, toRevision, limit }: ReadStreamOptions): boolean =>
  backwards === true ? limit === undefined && !toRevision : !fromRevision;
