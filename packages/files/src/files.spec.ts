import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { createFile, createFileSync } from './create-file.ts';
import { isFileError } from './file-error.ts';
import { replaceFile, replaceFileSync } from './replace-file.ts';

const makers = [
  ['createFile', createFile],
  ['createFileSync', createFileSync],
] as const;
const replacers = [
  ['replaceFile', replaceFile],
  ['replaceFileSync', replaceFileSync],
] as const;

const rights = (path: string): number => statSync(path).mode & 0o777;

describe.each(makers)('%s', (_, create) => {
  it('makes a file, and its folder, for its owner alone, and leaves nothing beside it', async () => {
    const folder = inTemporaryDirectory();
    const path = join(folder, 'keys', 'key');
    expect(await create(path, 'one')).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('one');
    expect([rights(path), rights(join(folder, 'keys'))]).toEqual([0o600, 0o700]);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['key']);
  });

  it('lets a file stay that is there, whole or not', async () => {
    const folder = inTemporaryDirectory();
    const path = join(folder, 'key');
    writeFileSync(path, 'another');
    expect(await create(path, 'one')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('another');
    expect(readdirSync(folder)).toEqual(['key']);
  });

  it('throws where it cannot write', async () => {
    const folder = inTemporaryDirectory();
    writeFileSync(join(folder, 'file'), '');
    const made = async () => create(join(folder, 'file', 'key'), 'one');
    await expect(made()).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

it('of many that make a file at once one is the first, and all read what it wrote', async () => {
  const path = join(inTemporaryDirectory(), 'key');
  const contents = Array.from({ length: 12 }, (_, number) => `${number}`.repeat(1000));
  const made = await Promise.all(contents.map((content) => createFile(path, content)));
  expect(made.filter((isFirst) => isFirst)).toHaveLength(1);
  expect(readFileSync(path, 'utf8')).toBe(contents[made.indexOf(true)]);
});

describe.each(replacers)('%s', (_, replace) => {
  it('writes where nothing is, and over what is there, which is its owner’s alone after that', async () => {
    const folder = inTemporaryDirectory();
    const path = join(folder, 'state');
    await replace(path, 'one');
    chmodSync(path, 0o644);
    await replace(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(rights(path)).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['state']);
  });

  it('leaves the file as it was, and nothing beside it, where it cannot take its place', async () => {
    const folder = inTemporaryDirectory();
    const path = join(folder, 'state');
    await replace(join(path, 'inner'), 'a folder is there');
    const replaced = async () => replace(path, 'one');
    await expect(replaced()).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['state']);
    expect(existsSync(join(path, 'inner'))).toBe(true);
  });
});

it('tells errors of files by their codes', () => {
  const missing = Object.assign(new Error('no'), { code: 'ENOENT' });
  expect(isFileError(missing, 'EEXIST', 'ENOENT')).toBe(true);
  expect(isFileError(missing, 'EEXIST')).toBe(false);
  expect(isFileError({ code: 'ENOENT' }, 'ENOENT')).toBe(false);
});
