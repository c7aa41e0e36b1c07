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

  it('that comes a second time does not wait', () => {
    const codes: number[] = [];
    let closings = 0;
    const onSignal = shutdownOnSignal({
      close: () => {
        closings += 1;
        return new Promise(() => {});
      },
      exit: (code) => codes.push(code),
    });
    onSignal();
    expect(codes).toEqual([]);
    onSignal();
    expect(codes).toEqual([1]);
    expect(closings).toBe(1);
  });
});
