import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { percentilesOf } from '../percentiles.ts';

/** Asks a host how it is, every ten milliseconds, and prints how long it took: `node health-load.ts <url> <milliseconds>`. */

const [url = '', milliseconds = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    get(`${url}/healthz`, { agent }, (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => resolve());
    }).once('error', reject);
  });

for (let n = 0; n < 20; n++) await ask();
const took: number[] = [];
const end = performance.now() + Number(milliseconds);
while (performance.now() < end) {
  const started = performance.now();
  await ask();
  took.push(performance.now() - started);
  await pause(10);
}
agent.destroy();
process.stdout.write(JSON.stringify(percentilesOf(took)));
