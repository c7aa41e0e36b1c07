import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedQueue } from './keyed-queue.ts';

const keys = ['a', 'b', 'c'] as const;

it('tasks that share a key run one after another in their order, the others side by side, and no more at once than may', async () => {
  const asked = fc.record({
    keys: fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 3 }),
    fails: fc.boolean(),
    turns: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(asked, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (tasks, atOnce) => {
        const queue = keyedQueue(atOnce);
        const running = new Set<number>();
        const ended: number[] = [];
        const results = tasks.map(({ keys: own, fails, turns }, number) =>
          queue.run(own, async () => {
            running.add(number);
            expect(running.size).toBeLessThanOrEqual(atOnce);
            const earlier = tasks
              .slice(0, number)
              .flatMap((one, at) => (one.keys.some((key) => own.includes(key)) ? [at] : []));
            expect(ended).toEqual(expect.arrayContaining(earlier));
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            running.delete(number);
            ended.push(number);
            if (fails) throw new Error(`task ${number}`);
            return number;
          }),
        );
        const told = await Promise.allSettled(results);
        await queue.drained();
        expect(told.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual(
          tasks.map(({ fails }, number) => (fails ? `task ${number}` : number)),
        );
      },
    ),
  );
});

it('a task that need not wait begins at once', () => {
  const begun: string[] = [];
  const queue = keyedQueue();
  const begin = (name: string) => async () => {
    begun.push(name);
    await new Promise(() => {});
  };
  void queue.run(['a'], begin('first'));
  void queue.run(['a'], begin('second'));
  void queue.run(['b'], begin('third'));
  expect(begun).toEqual(['first', 'third']);
});
