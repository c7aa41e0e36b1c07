import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeCiphers } from './node-ciphers.ts';

/** Test vectors of github.com/C2SP/wycheproof (Apache-2.0), beside the checkout of whoever has them. */
const vectors = join(
  process.env.PHANANH_DATA ?? join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'data'),
  'vectors',
);

interface Vector {
  readonly tcId: number;
  readonly result: 'valid' | 'invalid' | 'acceptable';
  readonly [part: string]: string | number;
}

interface Group {
  readonly keySize: number;
  readonly ivSize?: number;
  readonly tagSize?: number;
  readonly tests: readonly Vector[];
}

const groupsOf = (name: string): readonly Group[] =>
  JSON.parse(readFileSync(`${vectors}/wycheproof-${name}.json`, 'utf8')).testGroups;

const bytesOf = (vector: Vector, part: string): Buffer => Buffer.from(String(vector[part]), 'hex');

describe.runIf(existsSync(vectors))(
  `the vectors of Wycheproof (skipped where ${vectors} is not there)`,
  () => {
    it('AES-256-GCM with 96 bits of IV and whole tags: all that is valid opens, and nothing else', () => {
      const tests = groupsOf('aes_gcm')
        .filter(({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128)
        .flatMap((group) => group.tests);
      expect(tests.length).toBeGreaterThan(50);
      for (const vector of tests) {
        const use = {
          key: bytesOf(vector, 'key'),
          iv: bytesOf(vector, 'iv'),
          associated: bytesOf(vector, 'aad'),
        };
        const plain = bytesOf(vector, 'msg');
        const sealed = Buffer.concat([bytesOf(vector, 'ct'), bytesOf(vector, 'tag')]);
        const isValid = vector.result === 'valid';
        expect([vector.tcId, nodeCiphers.decrypt(sealed, use)]).toEqual([
          vector.tcId,
          isValid ? plain : undefined,
        ]);
        if (isValid) expect(nodeCiphers.encrypt(plain, use)).toEqual(sealed);
      }
    });

    it('HMAC-SHA-256', () => {
      for (const { tagSize = 0, tests } of groupsOf('hmac_sha256'))
        for (const vector of tests) {
          const tag = nodeCiphers
            .hmacSha256(bytesOf(vector, 'key'), bytesOf(vector, 'msg'))
            .subarray(0, tagSize / 8);
          expect([vector.tcId, Buffer.compare(tag, bytesOf(vector, 'tag')) === 0]).toEqual([
            vector.tcId,
            vector.result === 'valid',
          ]);
        }
    });

    it('HKDF-SHA-256, and no more bytes than it can give', () => {
      for (const vector of groupsOf('hkdf_sha256').flatMap(({ tests }) => tests)) {
        const derive = () =>
          nodeCiphers.hkdf(bytesOf(vector, 'ikm'), {
            salt: bytesOf(vector, 'salt'),
            info: bytesOf(vector, 'info'),
            length: Number(vector.size),
          });
        if (vector.result === 'valid') expect(Buffer.from(derive())).toEqual(bytesOf(vector, 'okm'));
        else expect(derive).toThrow();
      }
    });
  },
);

it('a tag that was cut does not open, though it is the beginning of the right one', () => {
  const use = { key: new Uint8Array(32), iv: new Uint8Array(12), associated: new Uint8Array(0) };
  const sealed = nodeCiphers.encrypt(Buffer.from('words'), use);
  expect(nodeCiphers.decrypt(sealed, use)).toEqual(Buffer.from('words'));
  for (let cut = 1; cut <= sealed.length; cut++)
    expect(nodeCiphers.decrypt(sealed.subarray(0, -cut), use)).toBeUndefined();
});
