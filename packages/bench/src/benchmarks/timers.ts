import { join } from 'node:path';
import { createReports, huePolicy, type Instant, memorySnapshots, type Reports } from '@phananh/core';
import { timers, uuidOfCommand } from '@phananh/core/engine';
import { sqliteEventStore, threadedReadModels } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { actors, inputs } from '../contenders/inputs.ts';
import { durabilityOf } from '../contenders/phananh.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const open = 100_000;
const due = 10_000;
const lanes = 128;
const looks = 500;

/** A Friday and the Monday after it: the agency is reminded of the reports of Friday a working day earlier. */
const friday: Instant = '2026-03-06T02:00:00.000Z';
const monday: Instant = '2026-03-09T02:00:00.000Z';
const nothingIsDue: Instant = '2026-03-12T02:00:00.000Z';
const remindersOfFriday: Instant = '2026-03-13T01:00:00.000Z';

const indexed = `index of ${open.toLocaleString('en-GB')} open reports built from the log`;
const idleMedian = 'look at which nothing is due, median';
const idleMost = 'look at which nothing is due, longest';
const fired = `${due.toLocaleString('en-GB')} due timers fired`;

/** Reports that are with an agency, each with one append. Gives the position of the last one. */
const seed = async ({ handler, agencies }: Reports, clock: { now: Instant }): Promise<number> => {
  const agency = { agencyId: 'agency-hue-lighting', name: 'Hue lighting', kind: 'government' };
  await agencies.handler.create('register', agency, { actor: actors.verify });
  const steps = (['submit', 'verify', 'assign'] as const).map((command) => ({
    command,
    input: inputs[command],
    actor: actors[command],
  }));
  let position = 0;
  const submitAll = async (instant: Instant, from: number, to: number): Promise<void> => {
    clock.now = instant;
    let next = from;
    const lane = async (): Promise<void> => {
      for (let n = next++; n < to; n = next++) {
        const outcome = await handler.executeAll(uuidOfCommand(`report ${n}`, instant), steps, {
          assumeNew: true,
        });
        position = Math.max(position, outcome.position);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  };
  await submitAll(friday, 0, due);
  await submitAll(monday, due, open);
  return position;
};

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'timers.db');
    const clock = { now: friday };
    const time = { now: () => clock.now };
    const store = sqliteEventStore(path, { clock: time });
    // As in a host that has just started: nothing is in memory.
    const snapshots = { store: memorySnapshots() };
    const position = await seed(createReports({ store, policy: huePolicy, clock: time }), clock);
    const { handler } = createReports({ store, policy: huePolicy, clock: time, snapshots });

    const building = performance.now();
    const models = await threadedReadModels(join(directory, 'timers.read.db'), {
      store,
      eventStorePath: path,
      policy: huePolicy,
    });
    await models.whenApplied(position, { timeoutMilliseconds: 600_000 });
    const buildSeconds = (performance.now() - building) / 1000;

    const running = timers({ index: models.timers, handlers: [handler], clock: time });
    clock.now = nothingIsDue;
    const idle: number[] = [];
    for (let look = 0; look < looks; look++) {
      const started = performance.now();
      await running.tick();
      idle.push(performance.now() - started);
    }
    idle.sort((a, b) => a - b);

    clock.now = remindersOfFriday;
    const started = performance.now();
    const tick = await running.tick();
    const seconds = (performance.now() - started) / 1000;
    const failure = tick.fired === due ? {} : { failure: `${JSON.stringify(tick)} instead of ${due} fired` };
    const { journalMode, synchronous } = durabilityOf(path);
    await models.close();
    await store.close();
    return [
      {
        subject: fired,
        value: seconds,
        unit: 's',
        notes: [`journal_mode ${journalMode}, synchronous ${synchronous}`],
        ...failure,
      },
      { subject: idleMedian, value: idle[Math.floor(looks / 2)] ?? Number.NaN, unit: 'ms', notes: [] },
      { subject: idleMost, value: idle.at(-1) ?? Number.NaN, unit: 'ms', notes: [`of ${looks}`] },
      { subject: indexed, value: buildSeconds, unit: 's', notes: ['all read models, in their thread'] },
    ];
  });

export const timersBenchmark: Benchmark = {
  name: 'timers',
  workload: `${open.toLocaleString('en-GB')} reports that are with an agency, each with the rungs of two clocks ahead. First nothing is due; then a reminder of every tenth report is, each an event of its own that is on the disk when it is counted.`,
  bars: [
    { subject: idleMost, limit: { demand: 'below', value: 5, unit: 'ms' } },
    { subject: fired, limit: { demand: 'below', value: 3, unit: 's' } },
  ],
  run,
};
