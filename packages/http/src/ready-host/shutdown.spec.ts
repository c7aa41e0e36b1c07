import { describe, expect, it } from 'vitest';
import { shutdownOnSignal } from './shutdown.ts';

describe('a signal', () => {
  it('closes, then exits with 0', async () => {
    const done = Promise.withResolvers<number>();
    const closed: string[] = [];
    shutdownOnSignal({ close: async () => void closed.push('closed'), exit: done.resolve })();
    expect(await done.promise).toBe(0);
    expect(closed).toEqual(['closed']);
  });

  it('exits with 1 when closing fails', async () => {
    const done = Promise.withResolvers<number>();
    shutdownOnSignal({ close: () => Promise.reject(new Error('stuck')), exit: done.resolve })();
    expect(await done.promise).toBe(1);
  });

  /** What is done at the second of two signals that far apart, while the first one is still closing. */
  const codesOfTwo = (milliseconds: number) => {
    const codes: number[] = [];
    let [time, closings] = [0, 0];
    const onSignal = shutdownOnSignal({
      close: () => {
        closings += 1;
        return new Promise(() => {});
      },
      exit: (code) => codes.push(code),
      now: () => time,
    });
    onSignal();
    time += milliseconds;
    onSignal();
    expect(closings).toBe(1);
    return codes;
  };

  it('that comes again does not wait', () => {
    expect(codesOfTwo(1_000)).toEqual([1]);
  });

  it('that comes by several ways at once is one', () => {
    expect(codesOfTwo(999)).toEqual([]);
  });
});
