import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sharedTurns } from './turns.ts';

const parts = async function* (count: number): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < count; part += 1) yield Uint8Array.of(part);
};

it('many sources together go on a few parts in a turn, and each of them in its turn', async () => {
  const inTurns = sharedTurns();
  const came = Array.from({ length: 20 }, () => 0);
  const all = Promise.all(
    came.map(async (_, source) => {
      for await (const _part of inTurns(parts(5))) came[source] = (came[source] ?? 0) + 1;
    }),
  );
  let [before, most] = [0, 0];
  for (let turns = 0; turns < 100 && before < 100; turns += 1) {
    await turn();
    const sum = came.reduce((total, one) => total + one, 0);
    most = Math.max(most, sum - before);
    before = sum;
    expect(Math.max(...came) - Math.min(...came)).toBeLessThanOrEqual(1);
  }
  await all;
  expect({ most, sum: before }).toEqual({ most: 2, sum: 100 });
});

it('nobody waits for a source that is given up', async () => {
  const inTurns = sharedTurns();
  for await (const _ of inTurns(parts(5))) break;
  expect(await Array.fromAsync(inTurns(parts(3)))).toHaveLength(3);
});
