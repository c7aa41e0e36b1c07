import { join } from 'node:path';
import { type Actor, createReports, huePolicy, memorySnapshots, type Reports } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import { runLog, verifyLog } from '@phananh/transparency';
import type { Benchmark, Figure } from '../benchmark.ts';
import { actors, inputs } from '../contenders/inputs.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const inFlight = 64;
const warmUpMilliseconds = 3000;
const measuredMilliseconds = 5000;
const rounds = 3;

const perSecond = (subject: string, unit: string, count: number, milliseconds: number): Figure => ({
  subject,
  value: (count * 1000) / milliseconds,
  unit,
  notes: [`${count} in ${(milliseconds / 1000).toFixed(1)} s`],
});

const subjects = {
  commands: 'commands, 64 in flight',
  sequencing: 'entries, tree, tiles and bundles of what was recorded, with reading it',
  reading: 'reading every event',
  verifying: 'verifying every event and checkpoint',
} as const;

/** Reports from their submission to their publication, as long as it is asked for. @returns how many commands were answered */
const live = async (reports: Reports, until: number): Promise<number> => {
  let commands = 0;
  const given = (actor: Actor) => ({ actor });
  const lives = async (): Promise<void> => {
    while (performance.now() < until) {
      const { reportId } = await reports.submit(inputs.submit, given(actors.submit));
      await reports.verify(reportId, inputs.verify, given(actors.verify));
      await reports.assign(reportId, inputs.assign, given(actors.assign));
      await reports.accept(reportId, inputs.accept, given(actors.accept));
      await reports.resolve(reportId, inputs.resolve, given(actors.resolve));
      await reports.publish(reportId, inputs.publish, given(actors.publish));
      commands += 6;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lives));
  return commands;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const timed = async (does: () => Promise<void>): Promise<number> => {
  const begun = performance.now();
  await does();
  return performance.now() - begun;
};

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const store = await sqliteEventStore(join(directory, 'log.db'));
    const reports = createReports({ store, policy: huePolicy, snapshots: { store: memorySnapshots() } });
    await reports.agencies.register(
      { agencyId: inputs.assign.agencyId, name: 'Chiếu sáng', kind: 'enterprise' },
      { actor: actors.verify },
    );
    await live(reports, performance.now() + warmUpMilliseconds);
    const begun = performance.now();
    const commands = await live(reports, begun + measuredMilliseconds);
    const commanded = performance.now() - begun;
    let events = 0;
    const read = async (): Promise<void> => {
      events = 0;
      for await (const batch of store.subscribe({ signal: new AbortController().signal })) {
        events += batch.events.length;
        if (batch.caughtUp) return;
      }
    };
    await read();
    const reading: number[] = [];
    const sequencing: number[] = [];
    const verifying: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const place = { folder: join(directory, `log-${round}`), key: join(directory, `log-${round}.key`) };
      reading.push(await timed(read));
      sequencing.push(
        await timed(async () => {
          const failed: unknown[] = [];
          const log = await runLog({
            store,
            ...place,
            origin: 'log.example.vn/bench',
            onError: (error) => failed.push(error),
          });
          await log.close();
          // What is left of a long log is signed at the next start.
          while ((log.folder.kept.newest()?.size ?? 0) < events && failed.length === 0)
            await (
              await runLog({
                store,
                ...place,
                origin: 'log.example.vn/bench',
                onError: (error) => failed.push(error),
              })
            ).close();
          if (failed.length > 0) throw failed[0];
        }),
      );
      verifying.push(
        await timed(async () => {
          const { faults } = await verifyLog({ store, ...place });
          if (faults.length > 0) throw new Error(`the log has faults: ${JSON.stringify(faults[0])}`);
        }),
      );
    }
    await store.close();
    return [
      perSecond(subjects.commands, 'commands/s', commands, commanded),
      perSecond(subjects.sequencing, 'events/s', events, median(sequencing)),
      perSecond(subjects.reading, 'events/s', events, median(reading)),
      perSecond(subjects.verifying, 'events/s', events, median(verifying)),
    ];
  });

const atLeast = (subject: string, times: number, timesAsManyAs: string) => ({
  subject,
  limit: { demand: 'at least', value: times, unit: '×', timesAsManyAs } as const,
});

export const transparency: Benchmark = {
  name: 'transparency',
  workload:
    'What the transparency log costs, in one process: the commands of reports from their submission to their publication with 64 in flight; then everything that they recorded is made into entries, tree, tiles and bundles of a new log, read, and verified against it.',
  bars: [
    atLeast(subjects.sequencing, 5, subjects.commands),
    atLeast(subjects.verifying, 0.5, subjects.reading),
  ],
  run,
};
