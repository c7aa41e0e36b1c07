import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { expect, test } from 'vitest';
import { derivedUuid } from './random.ts';
import { prefixedSha1 } from './sha1.ts';

test('a digest is the one that the platform gives, over every length around a block and any text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.integer({ min: 0, max: 3000 }).map((length) => 'x'.repeat(length)),
  );
  const prefix = Uint8Array.of(1, 2, 255);
  const hash = prefixedSha1(prefix);
  fc.assert(
    fc.property(texts, (text) => {
      const hex = hash(text)
        .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
        .join('');
      expect(hex).toBe(createHash('sha1').update(prefix).update(text.toWellFormed()).digest('hex'));
    }),
    { numRuns: 1000 },
  );
});

test('a derived id is the UUIDv5 of its name in our namespace', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(derivedUuid(name)).toBe(v5(name.toWellFormed(), '8f1c3b52-6f0e-5d0a-9f64-7b1d2c0a5e11'));
    }),
  );
});
