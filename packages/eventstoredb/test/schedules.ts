import { type EventStore, type NewEvent, PhananhError, type RecordedEvent } from '@phananh/core';
import { type Fault, startTestServer, type TestServer } from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import fc from 'fast-check';
import { expect } from 'vitest';
import { eventStoreDbEventStore } from '../src/index.ts';

/** What happens while two hosts write and one reads along. */
export type Step =
  | { readonly kind: 'append'; readonly host: 0 | 1; readonly stream: string; readonly count: number }
  /** Both hosts append the same event ids to the same stream, with the same content or another. */
  | { readonly kind: 'rivals'; readonly stream: string; readonly count: number; readonly same: boolean }
  | { readonly kind: 'fault'; readonly call: 'append' | 'read' | 'subscribe'; readonly fault: Fault }
  | { readonly kind: 'restart' }
  | { readonly kind: 'release' }
  | { readonly kind: 'settle' };

const fault = (call: 'append' | 'read' | 'subscribe'): fc.Arbitrary<Fault> =>
  fc.oneof(
    fc.constantFrom<Fault>({ kind: 'drop' }, { kind: 'silent' }, { kind: 'late-answer' }),
    fc.constant<Fault>({ kind: 'status', code: 14, message: 'Server Is Too Busy' }),
    fc.constant<Fault>({ kind: 'status', code: 10, message: 'Operation timed out' }),
    call === 'append'
      ? fc.constantFrom<Fault>(
          { kind: 'lose-answer' },
          { kind: 'acknowledge-only' },
          { kind: 'twice' },
          { kind: 'end' },
          { kind: 'refuse', details: 'event_store.client.Timeout' },
          { kind: 'refuse', details: 'google.protobuf.Empty', said: 'Server Is Busy' },
        )
      : fc.nat({ max: 5 }).map((count): Fault => ({ kind: 'break-after', count })),
  );

export const schedules: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        host: fc.constantFrom(0 as const, 1 as const),
        stream: fc.constantFrom('report-1', 'report-2', 'agency-1'),
        count: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc
        .constantFrom('append' as const, 'read' as const, 'subscribe' as const)
        .chain((call) =>
          fc.record({ kind: fc.constant('fault' as const), call: fc.constant(call), fault: fault(call) }),
        ),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('rivals' as const),
        stream: fc.constantFrom('report-1', 'report-2', 'agency-1'),
        count: fc.integer({ min: 1, max: 3 }),
        same: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: 'release' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: 'settle' }) },
  ),
  { minLength: 5, maxLength: 30 },
);

interface Sent {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly outcome: Promise<'acknowledged' | 'refused' | 'unknown'>;
}

/** Deadlines short enough that a schedule full of silence ends soon; a deadline too early is only one more fault. */
const timing = { timeout: 40, attempts: 8, firstPause: 1, longestPause: 8 } as const;

/**
 * Runs a schedule and expects: what was acknowledged is in the log once and in one piece, what was refused is not, what is
 * not known at most once; and the reader got every event once and in order.
 */
export const runSchedule = async (steps: readonly Step[]): Promise<void> => {
  const server = await startTestServer();
  const open = () => eventStoreDbEventStore({ connectionString: server.connectionString, timing });
  const hosts = [open(), open()] as const;
  const reader = open();
  // More patient than the others: behind the last fault it waits until the server is there again.
  const checker = eventStoreDbEventStore({ connectionString: server.connectionString });
  const stop = new AbortController();
  const seen: RecordedEvent[] = [];
  const all = Promise.withResolvers<void>();
  let wanted = Number.POSITIVE_INFINITY;
  const reading = (async () => {
    for await (const { events } of reader.subscribe({ signal: stop.signal })) {
      seen.push(...events);
      if (seen.length >= wanted) all.resolve();
    }
  })();
  try {
    const sent: Sent[] = [];
    for (const step of steps) await take(step, server, hosts, sent);
    const outcomes = await Promise.all(sent.map(({ outcome }) => outcome));
    server.faults.clear();
    const log = await collect(checker.readAll());
    expectExactlyOnce(log, sent, outcomes);
    wanted = log.length;
    if (seen.length < wanted) await Promise.race([all.promise, reading]);
    expect(seen.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
  } finally {
    stop.abort();
    await reading;
    await Promise.all([...hosts, reader, checker].map((store) => store.close()));
    await server.stop();
  }
};

const take = async (
  step: Step,
  server: TestServer,
  hosts: readonly [EventStore, EventStore],
  sent: Sent[],
): Promise<void> => {
  switch (step.kind) {
    case 'append': {
      const events = Array.from({ length: step.count }, () => newEvent());
      const append = hosts[step.host].append(step.stream, events, { expectedRevision: 'any' });
      sent.push({ stream: step.stream, events, outcome: append.then(() => 'acknowledged', outcomeOf) });
      return;
    }
    case 'rivals': {
      const events = Array.from({ length: step.count }, () => newEvent({ host: 0 }));
      for (const [index, host] of hosts.entries()) {
        const own = step.same ? events : events.map((event) => ({ ...event, data: { host: index } }));
        const append = host.append(step.stream, own, { expectedRevision: 'any' });
        sent.push({
          stream: step.stream,
          events: own,
          outcome: append.then(() => 'acknowledged', outcomeOf),
        });
      }
      return;
    }
    case 'fault':
      return server.faults.next(step.call, step.fault);
    case 'restart':
      return server.restart();
    case 'release':
      return server.faults.release();
    case 'settle':
      await Promise.all(sent.map(({ outcome }) => outcome));
  }
};

const outcomeOf = (error: unknown): 'refused' | 'unknown' => {
  if (!(error instanceof PhananhError)) throw error;
  return error.code === 'store-unavailable' ? 'unknown' : 'refused';
};

const expectExactlyOnce = (
  log: readonly RecordedEvent[],
  sent: readonly Sent[],
  outcomes: readonly ('acknowledged' | 'refused' | 'unknown')[],
): void => {
  for (const [index, { stream, events }] of sent.entries()) {
    const ids = events.map(({ id }) => id);
    const there = log.filter((event) => ids.includes(event.id));
    const places = there.map(({ revision }) => revision - (there[0]?.revision ?? 0));
    const whole = events.map((_, place) => place);
    if (outcomes[index] === 'acknowledged')
      expect(there.map(({ data }) => data)).toEqual(events.map(({ data }) => data));
    if (outcomes[index] === 'acknowledged' || there.length > 0) {
      expect(there.map(({ id }) => id)).toEqual(ids);
      expect(places).toEqual(whole);
      expect(new Set(there.map((event) => event.stream))).toEqual(new Set([stream]));
    }
    if (outcomes[index] === 'refused')
      expect(there.map(({ data }) => data)).not.toEqual(events.map(({ data }) => data));
  }
  for (const stream of new Set(log.map((event) => event.stream))) {
    const revisions = log.filter((event) => event.stream === stream).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, revision) => revision));
  }
};
