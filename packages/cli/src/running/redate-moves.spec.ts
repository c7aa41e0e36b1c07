import { expect, test } from 'vitest';
import { movesOf } from './redate-moves.ts';

test('timers fire while pages of reports are dated anew, though each stream is read without waiting', async () => {
  const firedBefore: number[] = [];
  let fired = 0;
  const pages = ['1', '2', undefined];
  const models = {
    cases: () => {
      firedBefore.push(fired);
      setImmediate(() => {
        fired += 1;
      });
      const nextCursor = pages[firedBefore.length - 1];
      return { cases: [{ reportId: 'r' }], ...(nextCursor !== undefined && { nextCursor }) };
    },
  };
  const handler = {
    clock: { now: () => '2026-11-30T00:00:00.000Z' },
    load: async () => undefined,
    policy: {},
  };
  await movesOf(models as never, { handler } as never);
  expect(firedBefore).toEqual([0, 1, 2]);
});
