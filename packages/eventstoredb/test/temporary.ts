import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Paths of files that do not exist yet, in a directory that is removed after the tests of a spec file. */
export const temporaryFiles = (): (() => string) => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-'));
  let count = 0;
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return () => {
    count += 1;
    return join(directory, `${count}.db`);
  };
};
