import { Presets, SingleBar } from 'cli-progress';

/** A bar with rate and time left, on a terminal; nothing elsewhere. */
export interface Progress {
  update(done: number, events: number): void;
  stop(): void;
}

const nothing: Progress = { update: () => {}, stop: () => {} };

export const progressBar = (total: number): Progress => {
  if (process.stderr.isTTY !== true || total === 0) return nothing;
  const started = performance.now();
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
    update: (done, events) => {
      const seconds = (performance.now() - started) / 1000;
      bar.update(done, { events, rate: Math.round(events / Math.max(seconds, 0.001)) });
    },
    stop: () => bar.stop(),
  };
};
