import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { progressLines } from './progress-lines.ts';
import { quietMilliseconds, stillWorkingFor, toldEveryMilliseconds } from './still-working.ts';
import { type TellingData, toldPlaces } from './telling-data.ts';

/** Tells that something goes on, until it is told that it has ended. */

const { what, file, isTerminal, shared, quiet = quietMilliseconds }: TellingData = workerData;
const now = (): number => performance.now();

const write = (text: string): void => {
  try {
    writeSync(file, text);
    Atomics.add(shared, toldPlaces.count, 1);
    Atomics.notify(shared, toldPlaces.count);
  } catch {
    // Nobody can be told that nobody hears.
  }
};

const tell = progressLines({ isTerminal, write, now });
const started = now();
while (Atomics.wait(shared, toldPlaces.end, 0, toldEveryMilliseconds) === 'timed-out') {
  const milliseconds = now() - started;
  if (milliseconds >= quiet) tell(() => stillWorkingFor(what, milliseconds));
}
if (isTerminal && Atomics.load(shared, toldPlaces.count) > 0) write('\n');
