import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdentitySecret } from './identity-secret.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-secret-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const read = (content: string | Uint8Array): Buffer => {
  const file = join(directory, 'identity.secret');
  writeFileSync(file, content);
  return Buffer.from(readIdentitySecret(file));
};

describe('the secret of actor ids', () => {
  it('is the bytes of its file, without the white space around them', () => {
    const bytes = Buffer.from(Array.from({ length: 64 }, (_, index) => 255 - index));
    expect(read(bytes)).toEqual(bytes);
    expect(read(Buffer.concat([Buffer.from('\t '), bytes, Buffer.from('\r\n')]))).toEqual(bytes);
    const text = 'mật khẩu của tất cả máy chủ ở Huế';
    expect(read(`\ufeff\n${text}\n`).toString()).toBe(text);
  });

  it('of a file that is no text is its own, and as long as it is', () => {
    expect(read(Buffer.alloc(32, 0xfe))).not.toEqual(read(Buffer.alloc(32, 0xff)));
    expect(() => read(Buffer.alloc(11, 0xff))).toThrow('holds 11 bytes');
    expect(() => read(' '.repeat(64))).toThrow('holds 0 bytes');
  });
});
