import { EventStoreDBClient } from '@eventstore/db-client';
import {
  createReports,
  type EventMetadata,
  type EventStore,
  huePolicy,
  memorySnapshots,
} from '@phananh/core';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import { actors, inputs } from '../contenders/inputs.ts';
import { lifecycle } from '../runner/contender.ts';
import { recordedLife } from './recorded-life.ts';

/** What a process of its own does against a server, and how much of it there was. */
export type ServerLoad = (connectionString: string) => Promise<ServerMeasured>;

export interface ServerMeasured {
  readonly count: number;
  readonly seconds: number;
  /** CPU time of the process for each, in microseconds. */
  readonly cpu: number;
}

const inFlight = 64;
const warmUpMilliseconds = 2_000;
const measuredMilliseconds = 5_000;
const logEvents = 60_000;

/** One life after the other in so many lanes. `count` is called after each step and tells whether to go on. */
const inLanes = async (
  milliseconds: number,
  life: (count: () => boolean) => Promise<void>,
): Promise<number> => {
  let count = 0;
  const end = performance.now() + milliseconds;
  const goesOn = () => {
    count += 1;
    return performance.now() < end;
  };
  const lane = async () => {
    while (performance.now() < end) await life(goesOn);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count;
};

const measured = async (work: () => Promise<number>): Promise<ServerMeasured> => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const count = await work();
  const { user, system } = process.cpuUsage(before);
  return { count, seconds: (performance.now() - start) / 1000, cpu: (user + system) / Math.max(count, 1) };
};

const rawClient = (connectionString: string, { single }: { readonly single: boolean }) => {
  const client = EventStoreDBClient.connectionString(connectionString);
  // The client's own question whether the server has `BatchAppend`.
  return single ? Object.assign(client, { supports: async () => false }) : client;
};

/** Correlation and causation as the adapter keeps them. */
const ours = (version: number, { actor, correlationId, causationId, ...rest }: EventMetadata) => ({
  version,
  actor: { ...actor },
  ...rest,
  $correlationId: correlationId,
  $causationId: causationId,
});

/** Events as the client takes them: the same in size and number as those of the commands. */
const rawLife = async () =>
  (await recordedLife()).map(({ type, data, version, metadata }) => ({
    type,
    contentType: 'application/json' as const,
    data,
    metadata: ours(version, metadata),
  }));

const rawAppends =
  (way: { readonly single: boolean }): ServerLoad =>
  async (connectionString) => {
    const client = rawClient(connectionString, way);
    const life = await rawLife();
    const one = async (count: () => boolean) => {
      const stream = `report-${crypto.randomUUID()}`;
      for (const [n, event] of life.entries()) {
        const expectedRevision = n === 0 ? 'no_stream' : BigInt(n - 1);
        await client.appendToStream(stream, { ...event, id: crypto.randomUUID() }, { expectedRevision });
        if (!count()) return;
      }
    };
    await inLanes(warmUpMilliseconds, one);
    return measured(() => inLanes(measuredMilliseconds, one));
  };

const commandsOn = async (store: EventStore): Promise<ServerMeasured> => {
  const { handler, agencies } = createReports({
    store,
    policy: huePolicy,
    snapshots: { store: memorySnapshots() },
  });
  const agency = { agencyId: 'agency-hue-lighting', name: 'Hue lighting', kind: 'government' };
  const commandId = '00000000-0000-4000-8000-000000000001';
  await agencies.handler.create('register', agency, { actor: actors.verify, commandId });
  const [first, ...others] = lifecycle;
  const one = async (count: () => boolean) => {
    const { id } = await handler.create(first, inputs[first], { actor: actors[first] });
    if (!count()) return;
    for (const step of others) {
      await handler.execute(id, step, inputs[step], { actor: actors[step] });
      if (!count()) return;
    }
  };
  await inLanes(warmUpMilliseconds, one);
  return measured(() => inLanes(measuredMilliseconds, one));
};

const commands: ServerLoad = (connectionString) => commandsOn(eventStoreDbEventStore({ connectionString }));

/** What is left when the store costs nothing: it keeps no event, but where each stream ends. */
const decisions: ServerLoad = () => {
  const ends = new Map<string, number>();
  const none = async function* () {};
  let position = 0;
  return commandsOn({
    async append(stream, events) {
      const revision = (ends.get(stream) ?? -1) + events.length;
      ends.set(stream, revision);
      position += events.length;
      return { revision, position };
    },
    readStream: none,
    readAll: none,
    subscribe: none,
    close: async () => {},
  });
};

/** A log of some size, written as fast as it goes. */
const filled = async (connectionString: string): Promise<EventStoreDBClient> => {
  const client = rawClient(connectionString, { single: false });
  const life = await rawLife();
  let left = logEvents;
  const lane = async () => {
    while (left > 0) {
      left -= life.length;
      const events = life.map((event) => ({ ...event, id: crypto.randomUUID() }));
      await client.appendToStream(`report-${crypto.randomUUID()}`, events, { expectedRevision: 'no_stream' });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return client;
};

const counted = async (items: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const _ of items) count += 1;
  return count;
};

const rawRead: ServerLoad = async (connectionString) => {
  const client = await filled(connectionString);
  const all = () =>
    counted(
      client.readAll({ direction: 'forwards', fromPosition: 'start', maxCount: Number.MAX_SAFE_INTEGER }),
    );
  await all();
  return measured(all);
};

const catchUp: ServerLoad = async (connectionString) => {
  await filled(connectionString);
  const store = eventStoreDbEventStore({ connectionString });
  const follow = async () => {
    let count = 0;
    for await (const batch of store.subscribe({ signal: new AbortController().signal })) {
      count += batch.events.length;
      if (batch.caughtUp) break;
    }
    return count;
  };
  await follow();
  return measured(follow);
};

export const serverLoads = {
  'raw-batch': rawAppends({ single: false }),
  'raw-single': rawAppends({ single: true }),
  commands,
  decisions,
  'raw-read': rawRead,
  'catch-up': catchUp,
} as const satisfies { readonly [name: string]: ServerLoad };

export type ServerLoadName = keyof typeof serverLoads;
