import fc from 'fast-check';
import { v5 } from 'uuid';
import { expect, it } from 'vitest';
import { uuidV5 as uuidV5OfNode } from './uuid-v5.node.ts';
import { uuidV5 } from './uuid-v5.ts';

it('a UUIDv5 is the same on every platform', () => {
  const namespace = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ size: '+3' }));
  fc.assert(
    fc.property(namespace, name, (space, text) => {
      const uuid = uuidV5(space, text);
      expect(uuidV5OfNode(space, text)).toBe(uuid);
      if (text.isWellFormed()) expect(v5(text, space)).toBe(uuid);
    }),
  );
});
