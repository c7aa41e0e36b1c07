import { StoreUnavailable, WrongExpectedRevision } from '@phananh/core/store';
import { expect, it } from 'vitest';
import { healthOfAppends } from './health.ts';

it('a store that takes no appends is not well until one succeeds, is refused for what it is, or some time has passed', async () => {
  let time = 0;
  const health = healthOfAppends({ now: () => time });
  const failure = new StoreUnavailable('the disk of the server is full');
  const fail = () => expect(health.of(Promise.reject(failure))).rejects.toBe(failure);

  expect(health.now()).toEqual({});
  await fail();
  expect(health.now()).toEqual({ failure });
  await health.of(Promise.resolve());
  expect(health.now()).toEqual({});

  await fail();
  const refusal = new WrongExpectedRevision('s', 1, 2);
  await expect(health.of(Promise.reject(refusal))).rejects.toBe(refusal);
  expect(health.now()).toEqual({});

  await fail();
  time = 14_999;
  expect(health.now()).toEqual({ failure });
  time = 15_000;
  expect(health.now()).toEqual({});
});
