import { expect, it } from 'vitest';
import { emptyWriteAheadLog } from './key-file.ts';

/** A file that others empty, or read, as often as is said. */
const busyFor = (times: number) => {
  let asked = 0;
  const pragma = (): unknown => {
    asked += 1;
    return [{ busy: asked <= times ? 1 : 0 }];
  };
  return { connection: { pragma } as never, asked: () => asked };
};

/** A clock on which each pause passes. */
const passing = () => {
  let now = 0;
  return {
    elapsed: () => now,
    pause: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

it('whoever empties it at the same time is waited for, and no longer than is said', () => {
  const soon = busyFor(3);
  emptyWriteAheadLog(soon.connection, 'keys.db', passing());
  expect(soon.asked()).toBe(4);
  const never = busyFor(Number.POSITIVE_INFINITY);
  const time = passing();
  expect(() => emptyWriteAheadLog(never.connection, 'keys.db', time)).toThrow(
    expect.objectContaining({ code: 'store-unavailable' }),
  );
  expect(time.elapsed()).toBe(5_000);
});
