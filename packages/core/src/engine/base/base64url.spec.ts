import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './base64url.ts';

it('bytes come back from base64url, which is what Node writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = toBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64url(text)).toEqual(bytes);
    }),
  );
});

it('what is no base64url, or could be written in another way, is refused', () => {
  for (const text of ['a', 'ab=', 'a+b', 'a/b', 'aé', 'ab', 'abcde'])
    expect(fromBase64url(text)).toBeUndefined();
});
