import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { openSource } from './source-text.ts';

const read = async (content: string | Uint8Array, encoding = 'utf-8'): Promise<string> => {
  const path = join(inTemporaryDirectory(), 'a.csv');
  writeFileSync(path, content);
  const { text } = await openSource(path, { encoding, member: '*.csv' });
  return (await Array.fromAsync(text)).join('');
};

test('a header that begins with PK is no zip', async () => {
  expect(await read('PK,opened\n1,x\n')).toBe('PK,opened\n1,x\n');
  expect(await read('PK')).toBe('PK');
});

test('the end of an empty archive is a zip', async () => {
  await expect(read('PK\x05\x06')).rejects.toMatchObject({ code: 'cut-source' });
});

test.each([1, 2, 3])('of %i byte order marks none is in the text', async (count) => {
  const marks = '\uFEFF'.repeat(count);
  expect(await read(`${marks}"id",a\n`)).toBe('"id",a\n');
  expect(await read(gzipSync(`${marks}id`))).toBe('id');
  expect(await read(Buffer.from(`${marks}id`, 'utf16le'), 'utf-16le')).toBe('id');
});

test('a mark that stands elsewhere stays', async () => {
  expect(await read('a\uFEFF,b')).toBe('a\uFEFF,b');
});
