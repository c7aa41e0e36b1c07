import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyTree, keyTreeBytes, keyTreeIn, nodeBelow, nodeOf, withoutLeaves } from './key-tree.ts';

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString('hex');
const digit = fc.constantFrom(...'0123456789abcdef');
/** Some lie beside each other, so that the way to one is that to another for long. */
const leaf = fc
  .tuple(
    fc.constantFrom('', '0000', '000000000000000', 'ffffffffffff'),
    fc.string({ unit: digit, minLength: 16, maxLength: 16 }),
  )
  .map(([begin, rest]) => `${begin}${rest}`.slice(0, 16));

it('every leaf that was not destroyed is what it was, and none that was can be derived, however it is kept', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.array(leaf, { maxLength: 5 }),
      fc.array(leaf, { minLength: 1, maxLength: 5 }),
      (root, gone, asked) => {
        const whole = keyTree(root);
        const left = withoutLeaves(whole, gone, sha256);
        const kept = keyTreeIn(keyTreeBytes(left));
        expect(kept).toEqual(left);
        for (const index of [...gone, ...asked]) {
          const expected = gone.includes(index) ? undefined : hex(nodeBelow(root, index, sha256));
          expect(hex(nodeOf(kept ?? whole, index, sha256))).toBe(expected);
        }
        // Nothing on the way to what is gone is kept: from that it could be derived.
        for (const path of left.keys()) for (const index of gone) expect(index.startsWith(path)).toBe(false);
        expect(withoutLeaves(left, gone, sha256)).toBe(left);
        expect(left.size).toBeLessThanOrEqual(1 + 240 * gone.length);
      },
    ),
    { numRuns: 60 },
  );
});

it('what was cut short or is no tree is told as such', () => {
  const bytes = keyTreeBytes(withoutLeaves(keyTree(new Uint8Array(32)), ['0123456789abcdef'], sha256));
  for (const cut of [1, 31, 32, 40]) expect(keyTreeIn(bytes.subarray(0, -cut))).toBeUndefined();
  expect(keyTreeIn(Uint8Array.from([17, ...new Uint8Array(49)]))).toBeUndefined();
});

it('a leaf is what the standard says: one step for each digit, which is its counter', () => {
  const node = (from: Uint8Array, counter: number) =>
    sha256(Uint8Array.from([counter, ...from, ...new TextEncoder().encode('phananh tree v1')]));
  const root = new Uint8Array(32).fill(7);
  const expected = [0, 15, ...Array.from({ length: 13 }, () => 0), 10].reduce(node, root);
  expect(hex(nodeOf(keyTree(root), '0f0000000000000a', sha256))).toBe(hex(expected));
});
