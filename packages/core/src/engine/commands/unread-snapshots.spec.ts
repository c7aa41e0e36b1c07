import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createReports,
  huePolicy as policy,
  type ReportCommandName,
  reportWorkflow,
} from '../../report/index.ts';
import { memoryEventStore, people, simulatedClock } from '../../testing/index.ts';
import { type EventStore, foldOf, memorySnapshots, PhananhError, type RecordedEvent } from '../index.ts';

/** Commands decided on a snapshot that nobody compared with its stream, while other hosts write to it. */

const start = '2026-03-02T02:00:00.000Z';
const id = 'a0000000-0000-7000-8000-000000000001';
const stream = `report-${id}`;
const { example } = reportWorkflow.commands.submit;

const commands = [
  'verify',
  'assign',
  'accept',
  'comment',
  'resolve',
  'publish',
  'withdraw',
  'rate',
] as const satisfies readonly ReportCommandName[];

const actorFor = (command: ReportCommandName) => {
  const [kind] = reportWorkflow.commands[command].by;
  return Object.values(people).find((actor) => actor.kind === kind) ?? people.operator;
};

/** Hosts on one log, each with snapshots of its own or none, and one clock. */
const hostsOn = async (count: number, { snapshots }: { readonly snapshots: boolean }) => {
  const clock = simulatedClock(start);
  let reads = 0;
  const kept = memoryEventStore({ clock });
  const store: EventStore = {
    ...kept,
    readStream(...read) {
      reads += 1;
      return kept.readStream(...read);
    },
  };
  const snapshotsOf = Array.from({ length: count }, () => memorySnapshots());
  const hosts = snapshotsOf.map((of) =>
    createReports({ store, policy, clock, ...(snapshots && { snapshots: { store: of } }) }),
  );
  for (const agencyId of ['agency-hue-lighting', 'agency-hue-roads']) {
    const input = { agencyId, name: agencyId, kind: 'government' };
    await hosts[0]?.agencies.handler.create('register', input, { actor: people.operator });
  }
  await hosts[0]?.handler.create('submit', example, { actor: people.citizen, id });
  return {
    hosts,
    store,
    clock,
    reads: () => reads,
    saved: (host: number) => snapshotsOf[host]?.load(stream, `report@${reportWorkflow.stateVersion}`),
  };
};

type Hosts = Awaited<ReturnType<typeof hostsOn>>;

interface Step {
  readonly host: number;
  readonly command: (typeof commands)[number];
  /** Most have none. Of the others most are repeats, and some give the id of another command. */
  readonly commandId: 'own' | 'shared' | undefined;
  /** Relative to the last revision of the stream. */
  readonly expected: number | undefined;
  readonly wait: number;
}

const steps = (hosts: number) =>
  fc.array(
    fc.record<Step>({
      host: fc.nat({ max: hosts - 1 }),
      command: fc.constantFrom(...commands),
      commandId: fc.constantFrom(undefined, undefined, undefined, 'own', 'own', 'shared'),
      expected: fc.option(fc.integer({ min: -1, max: 1 }), { nil: undefined, freq: 4 }),
      wait: fc.constantFrom(0, 1, 3_600_000),
    }),
    { minLength: 1, maxLength: 25 },
  );

/** What a host has decided in vain, with the very ids and contents that another one had appended. */
const repeatElsewhere: Step[] = (
  [
    [1, 'comment', undefined],
    [0, 'verify', 'own'],
    [1, 'verify', 'own'],
    [0, 'comment', 'own'],
    [1, 'comment', 'own'],
  ] as const
).map(([host, command, commandId]) => ({ host, command, commandId, expected: undefined, wait: 0 }));

const lastRevision = async (store: EventStore) =>
  (await Array.fromAsync(store.readStream(stream))).length - 1;

/** What a step comes to, without what chance gives. */
const outcomeOf = async (
  { hosts, store }: Hosts,
  { host, command, commandId, expected }: Step,
  which = host,
) => {
  const expectedRevision = expected === undefined ? undefined : (await lastRevision(store)) + expected;
  try {
    const outcome = await hosts[which]?.handler.execute(
      id,
      command,
      reportWorkflow.commands[command].example,
      {
        actor: actorFor(command),
        ...(commandId !== undefined && { commandId }),
        ...(expectedRevision !== undefined && { expectedRevision }),
      },
    );
    const { revision, events, state, replayed } = outcome ?? {};
    const types = events?.map(({ type }) => type);
    return { revision, types, state: { ...state, trackingCode: undefined }, replayed };
  } catch (error) {
    if (!(error instanceof PhananhError)) throw error;
    return { code: error.code, details: error.details };
  }
};

const foldOfAll = (events: readonly RecordedEvent[]) => {
  const fold = foldOf(reportWorkflow);
  for (const event of events) fold.add(event);
  return fold.snapshot;
};

describe('commands on snapshots that may be behind', () => {
  it('come to the same as without snapshots, whichever hosts they are given to', async () => {
    await fc.assert(
      fc.asyncProperty(steps(3), async (given) => {
        const behind = await hostsOn(3, { snapshots: true });
        const always = await hostsOn(1, { snapshots: false });
        for (const step of given) {
          for (const { clock } of [behind, always]) clock.advance(step.wait);
          expect(await outcomeOf(behind, step)).toEqual(await outcomeOf(always, step, 0));
        }
      }),
      { numRuns: 150, examples: [[repeatElsewhere]] },
    );
  });

  it('given to several hosts at once leave every snapshot equal to the events of the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps(3), { maxLength: 6 }), async (rounds) => {
        const run = await hostsOn(3, { snapshots: true });
        let appended = (await Array.fromAsync(run.store.readStream(stream))).length;
        for (const round of rounds) {
          const outcomes = await Promise.all(
            round.map((step) => outcomeOf(run, { ...step, expected: undefined, commandId: undefined })),
          );
          for (const { types } of outcomes) appended += types?.length ?? 0;
          const events = await Array.fromAsync(run.store.readStream(stream));
          expect(events).toHaveLength(appended);
          for (const host of run.hosts.keys()) {
            const saved = await run.saved(host);
            if (saved !== undefined) expect(saved).toEqual(foldOfAll(events.slice(0, saved.revision + 1)));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('ask the stream only when they are refused, or may be repeats', async () => {
    const { hosts, reads } = await hostsOn(2, { snapshots: true });
    const give = (host: number, command: (typeof commands)[number], commandId?: string) =>
      hosts[host]?.handler
        .execute(id, command, reportWorkflow.commands[command].example, {
          actor: actorFor(command),
          ...(commandId && { commandId }),
        })
        .catch(() => {});
    const readsOf = async (...command: Parameters<typeof give>): Promise<number> => {
      const before = reads();
      await give(...command);
      return reads() - before;
    };
    expect(await readsOf(0, 'comment')).toBe(0);
    expect(await readsOf(0, 'rate')).toBe(1);
    expect(await readsOf(0, 'comment', 'k-1')).toBe(1);
    await give(1, 'comment');
    expect(await readsOf(0, 'comment')).toBe(1);
    expect(await readsOf(0, 'comment')).toBe(0);
  });
});
