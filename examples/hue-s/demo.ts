import { createProgram } from '@phananh/cli';
import { PhananhError } from '@phananh/core';
import { loadDemo } from './load-demo.ts';
import { published } from './published.ts';
import type { Progress } from './simulation/play.ts';

/** `npm run demo`: the simulated province in a store, made when it is not there, and the host on it. */

const options = process.argv.slice(2);
const place = options.indexOf('--store');
const address = (place < 0 ? undefined : options[place + 1]) ?? 'sqlite:./data/demo.db';
const started = performance.now();
/** Whoever asks what may be said does not wait for three years first. */
const asksForHelp = options.some((option) => option === '--help' || option === '-h');

const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
const say = (text: string): void => void process.stderr.write(text);

let told = 0;
const tell = ({ submitted, events, now }: Progress): void => {
  if (process.stderr.isTTY !== true || performance.now() - told < 200) return;
  told = performance.now();
  const percent = Math.floor((100 * submitted) / published.reports);
  say(`\r${percent} % │ ${now.slice(0, 10)} │ ${submitted} reports │ ${events} events │ ${seconds()} s `);
};

try {
  // Another address than of a file is refused by `serve`, in its words.
  if (!asksForHelp && address.startsWith('sqlite:')) {
    const loaded = await loadDemo(address.slice('sqlite:'.length), { onProgress: tell });
    if (loaded !== undefined)
      say(
        `\rThree years of the province: ${published.reports} reports, ${loaded.events} events, ${seconds()} s\n`,
      );
  }
  const store = place < 0 ? ['--store', address] : [];
  await createProgram().parseAsync(['serve', ...store, ...options], { from: 'user' });
} catch (error) {
  say(`${error instanceof PhananhError ? `${error.code}: ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
}
