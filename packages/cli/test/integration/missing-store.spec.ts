import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { huePolicyData } from '@phananh/core/reports';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgram, run } from '../../src/index.ts';

const id = '01a2136d-c611-71e2-83bd-18adfc1f0984';

let said = '';
const directoryBefore = process.cwd();
beforeEach(() => {
  said = '';
  const hear = (text: unknown): boolean => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation(hear);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.chdir(directoryBefore);
  process.exitCode = 0;
});

/** Every command that has a store and neither serves, imports nor copies into it. */
const commands: readonly (readonly string[])[] = [
  ['report', id],
  ['history', id],
  ['explain', id],
  ['redate', '--apply', '--reason', 'new calendar'],
  ['sla'],
  ['signals'],
  ['export', '--format', 'csv', '-o', 'out.csv'],
  ['rebuild'],
  ['rebuild', '--accept-log'],
  ['parked'],
  ['parked', 'retry'],
  ['whatif', '--policy', 'policy.json'],
  ['doctor'],
];

test.each(commands)('no store is made by %s %s', async (...words) => {
  const directory = inTemporaryDirectory();
  process.chdir(directory);
  writeFileSync('policy.json', JSON.stringify(huePolicyData));
  for (const store of ['typo.db', join('folder', 'typo.db')]) {
    const code = await run(createProgram(), [...words, '--store', `sqlite:${store}`]);
    expect(said).toContain('typo.db does not exist');
    if (words[0] !== 'doctor') expect(code).toBe(1);
    expect(readdirSync(directory)).toEqual(['policy.json']);
  }
});
