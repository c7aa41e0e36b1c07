import { Agent, get } from 'node:http';
import { percentilesOf } from '../percentiles.ts';

/**
 * Asks a host for the same figures again and again over one connection, and prints how long it took until the whole answer
 * was there: `node figure-load.ts <url> <times>`. What is in the answer is not looked at: that is the client's time.
 */

export interface FigureLoaded {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
  readonly bytes: number;
}

const warmUps = 20;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const headers = { authorization: 'Bearer dev:analyst:an-1' };

/** @returns how many bytes came */
const ask = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.once('error', reject);
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve(bytes);
        else reject(new Error(`${answer.statusCode} for ${url}`));
      });
    }).once('error', reject);
  });

const [url = '', times = ''] = process.argv.slice(2);
let bytes = 0;
for (let n = 0; n < warmUps; n++) bytes = await ask(url);
const took: number[] = [];
for (let n = 0; n < Number(times); n++) {
  const started = performance.now();
  await ask(url);
  took.push(performance.now() - started);
}
agent.destroy();
const loaded: FigureLoaded = { ...percentilesOf(took), bytes };
process.stdout.write(JSON.stringify(loaded));
