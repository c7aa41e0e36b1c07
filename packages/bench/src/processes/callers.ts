import { Agent, get } from 'node:http';

/**
 * Callers who ask again as soon as they are answered, each an actor of its own over a connection of its own, until they are told to
 * end on standard input; then prints how often they were answered: `node callers.ts <url> <how many>`. What is in the answers is not looked at.
 */

export interface Called {
  readonly answers: number;
  readonly bytes: number;
  /** Other statuses than 200, such as 503. */
  readonly refused: number;
}

const [url = '', count = ''] = process.argv.slice(2);
const called = { answers: 0, bytes: 0, refused: 0 };
let ending = false;

const ask = (agent: Agent, caller: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer dev:operator:o-${caller}` };
    get(url, { agent, headers }, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        called.bytes += chunk.length;
      });
      answer.once('error', reject);
      answer.once('end', () => {
        if (answer.statusCode === 200) called.answers += 1;
        else called.refused += 1;
        resolve();
      });
    }).once('error', reject);
  });

const call = async (caller: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!ending) await ask(agent, caller);
  agent.destroy();
};

const calling = Array.from({ length: Number(count) }, (_, caller) => call(caller));
process.stdout.write('calling\n');
process.stdin.once('data', () => {
  ending = true;
  process.stdin.destroy();
});
await Promise.allSettled(calling);
process.stdout.write(`${JSON.stringify(called)}\n`);
process.exit();
