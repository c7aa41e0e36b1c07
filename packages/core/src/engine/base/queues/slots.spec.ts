import { expect, it } from 'vitest';
import { slots } from './slots.ts';

it('so many are taken at once; who waits is served in the order of asking, and a place is given back once', async () => {
  const places = slots(2);
  const first = await places.take();
  const second = await places.take();
  expect(places.takeFree()).toBeUndefined();
  const served: string[] = [];
  const waiting = ['a', 'b'].map(async (name) => {
    const give = await places.take();
    served.push(name);
    return give;
  });
  let isIdle = false;
  const idle = places.allGiven().then(() => {
    isIdle = true;
  });
  first();
  first();
  await waiting[0];
  expect(served).toEqual(['a']);
  second();
  const gives = await Promise.all(waiting);
  expect(served).toEqual(['a', 'b']);
  expect(isIdle).toBe(false);
  for (const give of gives) give();
  await idle;
  expect(places.takeFree()).toBeDefined();
});
