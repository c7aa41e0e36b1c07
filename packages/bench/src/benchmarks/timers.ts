import { join } from 'node:path';
import { createReports, huePolicy, memorySnapshots, type Reports, timers } from '@phananh/core';
import { simulatedClock } from '@phananh/core/testing';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { actors, inputs } from '../contenders/inputs.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const reports = 100_000;
const due = 10_000;

/** Submits reports, many in flight. The first ones are so old that a reminder of each is due. */
const seed = async (opened: Reports, set: (instant: string) => void): Promise<void> => {
  const submit = () => opened.handler.create('submit', inputs.submit, { actor: actors.submit });
  const inFlight = async (count: number): Promise<void> => {
    let left = count;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await submit();
    };
    await Promise.all(Array.from({ length: 256 }, lane));
  };
  set('2026-10-05T02:00:00.000Z');
  await inFlight(due);
  set('2026-10-06T02:00:00.000Z');
  await inFlight(reports - due);
};

export const timersBenchmark: Benchmark = {
  name: 'timers',
  workload: `${reports.toLocaleString('en-US')} open reports with timers: a tick without anything due, and ${due.toLocaleString('en-US')} due timers fired, durable (synchronous=FULL).`,
  bars: [
    { subject: 'a tick with nothing due', limit: { demand: 'below', value: 5, unit: 'ms' } },
    { subject: '10,000 timers fired', limit: { demand: 'below', value: 3, unit: 's' } },
  ],
  run: () =>
    inTemporaryDirectory(async (directory) => {
      const clock = simulatedClock('2026-10-05T02:00:00.000Z');
      const store = sqliteEventStore(join(directory, 'timers.db'));
      const models = readModels(join(directory, 'timers.read.db'), { policy: huePolicy });
      const opened = createReports({
        store,
        policy: huePolicy,
        clock,
        snapshots: { store: memorySnapshots() },
      });
      try {
        await seed(opened, (instant) => clock.set(instant));
        const start = performance.now();
        await models.catchUp(store);
        const indexed = (performance.now() - start) / 1_000;
        const running = timers({ index: models.timers, handlers: [opened.handler], clock });
        // The verification of the first reports is overdue at this moment, and nothing else is due.
        const ticks: number[] = [];
        for (let times = 0; times < 101; times++) {
          const begin = performance.now();
          const { fired } = await running.tick();
          ticks.push(performance.now() - begin);
          if (fired > 0) throw new Error(`${fired} timers fired that should not be due`);
        }
        ticks.sort((a, b) => a - b);
        clock.set('2026-10-06T17:00:00.000Z');
        const begin = performance.now();
        const tick = await running.tick();
        const seconds = (performance.now() - begin) / 1_000;
        const failure = tick.fired === due ? {} : { failure: `${JSON.stringify(tick)}` };
        return [
          {
            subject: 'a tick with nothing due',
            value: ticks.at(50) ?? 0,
            unit: 'ms',
            notes: [`longest of 101: ${(ticks.at(-1) ?? 0).toFixed(2)} ms`],
          },
          {
            subject: '10,000 timers fired',
            value: seconds,
            unit: 's',
            notes: [`${Math.round(tick.fired / seconds)}/s`, 'journal_mode=wal, synchronous=FULL'],
            ...failure,
          },
          { subject: 'index built from the log', value: indexed, unit: 's', notes: [] },
        ] satisfies readonly Figure[];
      } finally {
        await models.close();
        await store.close();
      }
    }),
};
