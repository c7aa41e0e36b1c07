import { Presets, SingleBar } from 'cli-progress';
import { grouped } from '../output/table.ts';
import { progressOnStandardError } from './progress-lines.ts';

/** A bar with rate and time left, on a terminal; a line now and then elsewhere. */
export interface Progress {
  update(done: number, events: number): void;
  stop(): void;
}

const nothing: Progress = { update: () => {}, stop: () => {} };

export const progressBar = (total: number): Progress => {
  if (total === 0) return nothing;
  const started = performance.now();
  const rateOf = (events: number): number =>
    Math.round(events / Math.max((performance.now() - started) / 1000, 0.001));
  if (process.stderr.isTTY !== true) {
    const tell = progressOnStandardError();
    const update = (done: number, events: number): void =>
      tell(
        () =>
          `${Math.floor((100 * done) / total)} % │ ${grouped(events)} events │ ${grouped(rateOf(events))}/s`,
      );
    return { update, stop: () => {} };
  }
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% │ {events} events │ {rate}/s │ {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { events: 0, rate: 0 });
  return {
    update: (done, events) => bar.update(done, { events, rate: rateOf(events) }),
    stop: () => bar.stop(),
  };
};
