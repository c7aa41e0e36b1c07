import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadModelsBusy } from '../errors.ts';
import { type FairQueueLimits, fairQueue } from './fair-queue.ts';

const limits: FairQueueLimits = { atOnce: 1, mostWaiting: 100, mostOfOne: 100 };

/** A queue whose tasks end when they are told to, and the order in which they began. */
const observed = (given: Partial<typeof limits> = {}) => {
  const queue = fairQueue({ ...limits, ...given });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (caller: string | undefined, signal?: AbortSignal) =>
    queue.run(caller, signal, async () => {
      begun.push(String(caller));
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      await promise;
      return caller;
    });
  const endOne = async () => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { queue, begun, ask, endOne };
};

describe('questions that have to wait', () => {
  it('take turns by caller, so that who asks a lot waits longest', async () => {
    const { begun, ask, endOne } = observed();
    const answers = ['a', 'a', 'a', 'a', 'b', 'b', 'c'].map((caller) => ask(caller));
    for (const _ of answers) await endOne();
    expect(await Promise.all(answers)).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'c']);
    expect(begun).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('are refused when as many wait as may: of all, and of one caller', async () => {
    const { ask } = observed({ mostWaiting: 3, mostOfOne: 2 });
    void ask('a');
    void ask('a');
    void ask('a');
    await expect(ask('a')).rejects.toThrow(ReadModelsBusy);
    void ask('b');
    await expect(ask('c')).rejects.toThrow(ReadModelsBusy);
    const nameless = observed({ mostOfOne: 1 });
    void nameless.ask(undefined);
    void nameless.ask(undefined);
    void nameless.ask(undefined);
    expect(nameless.queue.waiting()).toBe(2);
  });

  it('are no more of one caller at once than may be, and wait while others go on', async () => {
    const { begun, ask, endOne } = observed({ atOnce: 3, atOnceOfOne: 2 });
    const answers = ['a', 'a', 'a', 'b', 'b'].map((caller) => ask(caller));
    expect(begun).toEqual(['a', 'a', 'b']);
    for (const _ of answers) await endOne();
    await Promise.all(answers);
    expect(begun).toEqual(['a', 'a', 'b', 'a', 'b']);
  });

  it('keep a turn that was taken until it is given back, once', async () => {
    const { queue, begun, ask } = observed({ mostWaiting: 1 });
    const end = await queue.take('a');
    void ask('b');
    await expect(queue.take('c')).rejects.toThrow(ReadModelsBusy);
    expect(begun).toEqual([]);
    end();
    expect(begun).toEqual(['b']);
    end();
    void ask('c');
    expect(begun).toEqual(['b']);
  });

  it('are not begun when nobody waits for them any more, and make room', async () => {
    const { begun, ask, endOne, queue } = observed({ mostWaiting: 1 });
    void ask('a');
    const leaving = new AbortController();
    const left = ask('b', leaving.signal);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(queue.waiting()).toBe(0);
    void ask('c');
    await endOne();
    expect(begun).toEqual(['a', 'c']);
    await expect(ask('d', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('wait through a pause, which begins when nothing runs', async () => {
    const { begun, ask, endOne, queue } = observed({ atOnce: 2 });
    void ask('a');
    void ask('b');
    let paused = false;
    const pause = queue.pause().then(() => {
      paused = true;
    });
    void ask('c');
    await endOne();
    expect(paused).toBe(false);
    await endOne();
    await pause;
    expect(begun).toEqual(['a', 'b']);
    queue.resume();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('are each answered once or refused, never more at once than may be, whatever callers do', async () => {
    const step = fc.oneof(
      fc.record({ asks: fc.constantFrom('a', 'b', 'c'), leaves: fc.boolean() }),
      fc.constant('end' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.integer({ min: 1, max: 3 }), async (steps, atOnce) => {
        const queue = fairQueue({ atOnce, mostWaiting: 5, mostOfOne: 3 });
        let running = 0;
        const ends: (() => void)[] = [];
        const answers: Promise<unknown>[] = [];
        for (const one of steps) {
          if (one === 'end') ends.shift()?.();
          else {
            const leaving = new AbortController();
            const task = async () => {
              running += 1;
              expect(running).toBeLessThanOrEqual(atOnce);
              await new Promise<void>((resolve) => ends.push(resolve));
              running -= 1;
            };
            answers.push(queue.run(one.asks, leaving.signal, task).catch(() => {}));
            if (one.leaves) leaving.abort();
          }
          await Promise.resolve();
          expect(queue.waiting()).toBeLessThanOrEqual(5);
        }
        // Whoever has left waits no more; what was begun for them runs on.
        while (queue.waiting() > 0 || ends.length > 0) {
          ends.shift()?.();
          await new Promise(setImmediate);
        }
        await Promise.all(answers);
        expect([running, queue.waiting()]).toEqual([0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});
