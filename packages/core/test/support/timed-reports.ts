import { expect } from 'vitest';
import { type Timers, timers } from '../../src/engine/index.ts';
import { lifecycleFixture, memoryTimerIndex } from '../../src/testing/index.ts';

export const hour = 3_600_000;
export const day = 24 * hour;

export const timedReports = async (start = '2026-03-02T02:00:00.000Z') => {
  const lifecycle = await lifecycleFixture(start);
  const { reports, clock } = lifecycle;
  const index = memoryTimerIndex(reports.store, [reports.handler]);
  const host = (): Timers => timers({ index, handlers: [reports.handler], clock });
  const one = host();
  /** Lets time pass up to a moment, a tick at a time as a host does. */
  const passTo = async (instant: string, runner: Timers = one): Promise<void> => {
    for (await index.catchUp(); ; await index.catchUp()) {
      const next = index.next();
      if (next === undefined || next > instant) break;
      if (next > clock.now()) clock.set(next);
      const { fired, refused } = await runner.tick();
      // What is pending is what the lifecycle would take.
      expect(refused).toBe(0);
      await index.catchUp();
      if (fired === 0 && index.next() === next) break;
    }
    clock.set(instant);
  };
  const told = async (reportId: string): Promise<readonly string[]> => {
    const events = await Array.fromAsync(reports.handler.history(reportId));
    return events
      .filter(({ metadata }) => metadata.actor.id === 'timers')
      .map(({ type, data, metadata: { occurredAt } }) =>
        [occurredAt.slice(0, 16), type, data.clock, data.rung, data.to].filter(Boolean).join(' '),
      );
  };
  return { ...lifecycle, index, host, passTo, told };
};
