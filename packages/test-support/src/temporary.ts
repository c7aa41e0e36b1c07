import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A directory that is gone when the test has finished. */
export const inTemporaryDirectory = (): string => {
  const { directory, remove } = made();
  onTestFinished(remove);
  return directory;
};

/** Paths of files that do not exist yet, in a directory that is removed after the tests of a spec file. */
export const temporaryFiles = (): (() => string) => {
  const { directory, remove } = made();
  let count = 0;
  afterAll(remove);
  return () => {
    count += 1;
    return join(directory, `${count}.db`);
  };
};

const made = () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
};
