import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recentlyUsed } from './recently-used.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const most = 20;
const use = fc.record({
  what: fc.constantFrom('set' as const, 'set' as const, 'get' as const, 'delete' as const),
  name: fc.constantFrom(...names),
  weight: fc.integer({ min: 1, max: 12 }),
});

it('what is kept is what was set last, weighs no more than it may, and has the latest', () => {
  fc.assert(
    fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
      const kept = recentlyUsed<{ readonly weight: number }>(most, ({ weight }) => weight);
      const set = new Map<string, { readonly weight: number }>();
      for (const { what, name, weight } of uses) {
        if (what === 'set') {
          const value = { weight };
          kept.set(name, value);
          set.set(name, value);
          if (weight <= most / 2) expect(kept.get(name)).toBe(value);
        } else if (what === 'delete') {
          kept.delete(name);
          set.delete(name);
        } else {
          const found = kept.get(name);
          if (found !== undefined) expect(found).toBe(set.get(name));
        }
      }
      // Reading moves them, so that each is read once.
      const left = names.filter((name) => kept.get(name) !== undefined);
      const weight = left.reduce((sum, name) => sum + (set.get(name)?.weight ?? 0), 0);
      expect(weight).toBeLessThanOrEqual(most);
    }),
  );
});

it('what is used again and again stays, however much comes', () => {
  const kept = recentlyUsed<number>(10, () => 1);
  kept.set('often', 1);
  for (let other = 0; other < 1000; other++) {
    kept.set(`other ${other}`, other);
    expect(kept.get('often')).toBe(1);
  }
  expect(kept.get('other 0')).toBeUndefined();
});
