import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha1Hex as sha1HexOfNode } from './sha1.node.ts';
import { sha1Hex } from './sha1.ts';

it('SHA-1 is the same on every platform', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ unit: 'binary' }), (prefix, text) => {
      expect(sha1HexOfNode(prefix, text)).toBe(sha1Hex(prefix, text));
    }),
  );
});
