import { StoreAccessDenied, StoreUnavailable } from '@phananh/core/store';
import { expect, it } from 'vitest';
import { retried } from './retried.ts';
import { defaultTiming, type Listening, type Repeat, silence } from './timing.ts';

/** Pauses pass at once, and a call that is silent takes all that it may. */
const timingOf = (repeated: Repeat[] = []) => {
  let now = 0;
  const timing: Listening = {
    ...defaultTiming,
    now: () => now,
    schedule(milliseconds, callback) {
      now += milliseconds;
      callback();
      return () => {};
    },
    onRepeat: (repeat) => repeated.push(repeat),
  };
  const silent = async ({ timeout, ...limits }: Listening): Promise<never> => {
    now += timeout;
    throw silence('a read', { ...limits, left: 15_000 - now }, timeout);
  };
  return { timing, silent };
};
const refused = new StoreUnavailable('connect ECONNREFUSED', { reason: 'unavailable' });

it('an operation that its total cuts off tells the cause that the attempt before met', async () => {
  const { timing, silent } = timingOf();
  let attempts = 0;
  const attempt = async (limits: Listening) => {
    attempts += 1;
    if (attempts === 1) throw refused;
    return silent(limits);
  };
  await expect(retried(attempt, timing)).rejects.toBe(refused);
  expect(attempts).toBeGreaterThan(1);
});

it.each(['no-leader', 'not-leader'])(
  'while a cluster elects its leader an operation is repeated for as long as it may take in all: %s',
  async (reason) => {
    const { timing } = timingOf();
    const electing = new StoreUnavailable('Server Is Not Ready', { reason });
    await expect(retried(() => Promise.reject(electing), timing)).rejects.toBe(electing);
    expect(timing.now()).toBeGreaterThanOrEqual(timing.total);
    // One that is not there at all is given up before.
    const { timing: other } = timingOf();
    await expect(retried(() => Promise.reject(refused), other)).rejects.toBe(refused);
    expect(other.now()).toBeLessThan(7_000);
  },
);

it('one that met nothing but silence tells how long all of it was', async () => {
  const { timing, silent } = timingOf();
  await expect(retried(silent, timing)).rejects.toThrow('did not answer within 15000 ms: a read');
});

it('each repeat is told with its cause and its pause, and what does not pass is not repeated', async () => {
  const repeated: Repeat[] = [];
  const { timing } = timingOf(repeated);
  const denied = new StoreAccessDenied('no');
  const causes = [refused, refused, denied];
  await expect(retried(() => Promise.reject(causes.shift()), timing)).rejects.toBe(denied);
  expect(repeated).toMatchObject([
    { error: refused, failures: 1, pause: expect.any(Number) },
    { error: refused, failures: 2, pause: expect.any(Number) },
  ]);
});
