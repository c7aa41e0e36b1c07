import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { expect, test } from 'vitest';
import { derivedUuid } from './random.ts';
import { sha1 } from './sha1.ts';

test('sha1 gives what the platform gives, over every length around a block', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      const hex = [...sha1(message)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
      expect(hex).toBe(createHash('sha1').update(message).digest('hex'));
    }),
    { numRuns: 500 },
  );
});

test('a derived id is the UUIDv5 of its name in our namespace', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(derivedUuid(name)).toBe(v5(name.toWellFormed(), '8f1c3b52-6f0e-5d0a-9f64-7b1d2c0a5e11'));
    }),
  );
});
