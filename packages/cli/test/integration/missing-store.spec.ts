import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { huePolicyData } from '@phananh/core/reports';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterEach, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

const id = '01a2136d-c611-71e2-83bd-18adfc1f0984';

const directoryBefore = process.cwd();
afterEach(() => {
  process.chdir(directoryBefore);
});

/** Every command that has a store and neither serves, imports nor copies into it. */
const commands: readonly (readonly string[])[] = [
  ['report', id],
  ['history', id],
  ['explain', id],
  ['policy'],
  ['policy', 'show'],
  ['policy', 'adopt', 'policy.json', '--reason', 'a new term'],
  ['backup', 'folder-of-backup'],
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
    const { code, out, err } = await phananh(...words, '--store', `sqlite:${store}`);
    expect(out + err).toContain('typo.db does not exist');
    if (words[0] !== 'doctor') expect(code).toBe(1);
    expect(readdirSync(directory)).toEqual(['policy.json']);
  }
});
