import { randomBytes } from 'node:crypto';
import { createGunzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inflated } from './inflated.ts';

const whole = randomBytes(200_000);
const compressed = gzipSync(whole);

const read = async (
  bytes: Buffer,
  step = 10_000,
): Promise<{ readonly got: Buffer; readonly error: unknown }> => {
  const pieces: Uint8Array[] = [];
  const source = async function* () {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  };
  let error: unknown;
  try {
    for await (const piece of inflated(source(), createGunzip())) pieces.push(piece);
  } catch (thrown) {
    error = thrown;
  }
  return { got: Buffer.concat(pieces), error };
};

test('whole data is given as it was', async () => {
  const { got, error } = await read(compressed);
  expect(got.equals(whole)).toBe(true);
  expect(error).toBeUndefined();
});

test('of data that is cut, everything before the cut is given before the cut is told', async () => {
  const { got, error } = await read(compressed.subarray(0, 150_000));
  expect(error).toMatchObject({ code: 'cut-source' });
  expect(got.length).toBeGreaterThan(149_000 - 33_000);
  expect(whole.subarray(0, got.length).equals(got)).toBe(true);
});

test('of data that is damaged in the middle, everything before the damage is given', async () => {
  const text = Buffer.from(whole.toString('hex'));
  const damaged = gzipSync(text).fill(0xff, 100_000, 101_000);
  const { got, error } = await read(damaged, damaged.length);
  expect(error).toMatchObject({ code: 'cut-source' });
  expect(got.length).toBeGreaterThan(100_000);
  expect(text.subarray(0, 100_000).equals(got.subarray(0, 100_000))).toBe(true);
});
