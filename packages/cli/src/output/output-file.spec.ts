import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { openOutput } from './output-file.ts';

const nothing = (): undefined => undefined;

const newPath = (): string => join(inTemporaryDirectory(), 'out.csv');

const written = (path: string, text: string): void => {
  const file = openOutput(path, nothing);
  writeFileSync(file.part, text);
  file.place();
  file.discard();
};

test('a file takes the place of the one before when it is whole, with its mode', () => {
  const path = newPath();
  written(path, 'a');
  chmodSync(path, 0o600);
  const file = openOutput(path, nothing);
  writeFileSync(file.part, 'b');
  expect(readFileSync(path, 'utf8')).toBe('a');
  file.place();
  expect(readFileSync(path, 'utf8')).toBe('b');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(path))).toEqual(['out.csv']);
});

test('nothing is left of a file that is discarded, and the one before stays', () => {
  const path = newPath();
  written(path, 'a');
  const file = openOutput(path, nothing);
  writeFileSync(file.part, 'half');
  file.discard();
  expect(readdirSync(dirname(path))).toEqual(['out.csv']);
  expect(readFileSync(path, 'utf8')).toBe('a');
});

test('what a process that was killed left is taken away, and what another one writes is not', () => {
  const path = newPath();
  // Beyond what Linux gives out (PID_MAX_LIMIT).
  const [killed, running, other] = [`${path}.4194305.part`, `${path}.${process.ppid}.part`, `${path}.x.part`];
  for (const part of [killed, running, other]) writeFileSync(part, 'half');
  openOutput(path, nothing).discard();
  expect([killed, running, other].map((part) => existsSync(part))).toEqual([false, true, true]);
});

const links: readonly [string, (path: string) => void][] = [
  ['a link to a file', (path) => symlinkSync(`${path}.target`, path)],
  ['a link to a device', (path) => symlinkSync('/dev/null', path)],
  ['a folder', (path) => mkdirSync(path)],
];
test.each(links)('%s is not replaced, nor is anything written through it', (_, make) => {
  const path = newPath();
  writeFileSync(`${path}.target`, 'a');
  make(path);
  const before = lstatSync(path).mode;
  expect(() => openOutput(path, nothing)).toThrow(expect.objectContaining({ code: 'unwritable-output' }));
  expect(lstatSync(path).mode).toBe(before);
  expect(readFileSync(`${path}.target`, 'utf8')).toBe('a');
});

test('a device is not replaced, nor is a link that came while the file was written', () => {
  expect(() => openOutput('/dev/null', nothing)).toThrow('no regular file');
  const path = newPath();
  const file = openOutput(path, nothing);
  symlinkSync('/dev/null', path);
  expect(() => file.place()).toThrow('is a link');
  file.discard();
});
