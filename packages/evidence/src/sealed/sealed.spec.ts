import { createHash, randomBytes } from 'node:crypto';
import type { ByteRange } from '@phananh/core/privacy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkBytes, headerBytes, plainSizeOf, tagBytes } from './format.ts';
import { sealed } from './seal.ts';
import { type Stored, unsealed } from './unseal.ts';

const key = { id: '0123456789abcdef0123456789abcdef', key: randomBytes(32) };

const seal = async (plain: Buffer): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(sealed([plain], key)));

/** Stored bytes that are given in parts that have nothing to do with chunks. */
const storedAs = (bytes: Buffer, part = 50_001): Stored => ({
  size: bytes.length,
  async *read({ start, end }) {
    for (let at = start; at <= end; at += part) yield bytes.subarray(at, Math.min(at + part, end + 1));
  },
});

const open = async (bytes: Buffer, range?: ByteRange, by = key): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(unsealed(storedAs(bytes), by, range)));

/** Around where chunks end. */
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: -2, max: 2 }).map((more) => chunkBytes + more),
  fc.integer({ min: -2, max: 2 }).map((more) => 2 * chunkBytes + more),
);
const files = sizes.map((size) => randomBytes(size));

describe('what is sealed', () => {
  it('is what it was, whole and any part of it, and says how large that is', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), fc.nat(), async (plain, a, b) => {
        const stored = await seal(plain);
        expect(plainSizeOf(stored.length)).toBe(plain.length);
        expect((await open(stored)).equals(plain)).toBe(true);
        const [start = 0, end = 0] = [a % plain.length, b % plain.length].toSorted(
          (one, other) => one - other,
        );
        expect((await open(stored, { start, end })).equals(plain.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is other bytes each time, and never those that it is of', async () => {
    const plain = Buffer.alloc(1_000, 'canary');
    const [one, other] = [await seal(plain), await seal(plain)];
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(digest(one)).not.toBe(digest(other));
    for (const stored of [one, other]) expect(stored.includes('canary')).toBe(false);
  });

  it('is refused wherever a bit of it is another', async () => {
    const stored = await seal(randomBytes(chunkBytes + 100));
    // The id of the key is for whoever looks for it; the header is authenticated with every chunk.
    const places = [0, 8, 24, 56, headerBytes, headerBytes + chunkBytes, stored.length - 1];
    for (const place of places) {
      const changed = Buffer.from(stored);
      changed[place] = (changed[place] ?? 0) ^ 1;
      await expect(open(changed), String(place)).rejects.toMatchObject({ code: 'evidence-corrupt' });
    }
  });

  it('is refused cut at any length, at the end of a chunk too', async () => {
    const plain = randomBytes(3 * chunkBytes);
    const stored = await seal(plain);
    const sealedChunk = chunkBytes + tagBytes;
    const lengths = [
      0,
      1,
      headerBytes,
      headerBytes + tagBytes,
      headerBytes + sealedChunk,
      headerBytes + 2 * sealedChunk,
    ];
    for (const length of [...lengths, stored.length - 1])
      await expect(open(stored.subarray(0, length)), String(length)).rejects.toMatchObject({
        code: 'evidence-corrupt',
      });
  });

  it('is refused with chunks moved, doubled, or of another file of the same key', async () => {
    const [one, other] = [await seal(randomBytes(3 * chunkBytes)), await seal(randomBytes(3 * chunkBytes))];
    const sealedChunk = chunkBytes + tagBytes;
    const chunk = (bytes: Buffer, place: number) =>
      bytes.subarray(headerBytes + place * sealedChunk, headerBytes + (place + 1) * sealedChunk);
    const head = one.subarray(0, headerBytes);
    const made = [
      [chunk(one, 1), chunk(one, 0), chunk(one, 2)],
      [chunk(one, 0), chunk(one, 0), chunk(one, 2)],
      [chunk(one, 0), chunk(other, 1), chunk(one, 2)],
    ];
    for (const chunks of made)
      await expect(open(Buffer.concat([head, ...chunks]))).rejects.toMatchObject({
        code: 'evidence-corrupt',
      });
  });

  it('opens by its own key only', async () => {
    const stored = await seal(randomBytes(10));
    await expect(open(stored, undefined, { ...key, key: randomBytes(32) })).rejects.toMatchObject({
      code: 'evidence-corrupt',
    });
  });
});
