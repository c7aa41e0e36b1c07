import { createWakes, type Wakes } from '@phananh/sqlite';

/** Milliseconds: a log whose checkpoints are a minute apart need not know of each event at once. */
const pause = 1000;

/** Has who follows a file look into it every second, whichever process writes to it. */
export const everySecond = (): Wakes & { end(): void } => {
  const wakes = createWakes();
  const timer = setInterval(wakes.wake, pause);
  timer.unref();
  return { ...wakes, end: () => clearInterval(timer) };
};
