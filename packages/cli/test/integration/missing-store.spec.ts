import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { huePolicyData } from '@phananh/core/reports';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import type { Command } from 'commander';
import { afterEach, expect, test } from 'vitest';
import { createProgram } from '../../src/index.ts';
import { phananh } from '../support/in-process.ts';

const id = '01a2136d-c611-71e2-83bd-18adfc1f0984';

const directoryBefore = process.cwd();
afterEach(() => {
  process.chdir(directoryBefore);
});

/** Commands that have a store and neither serve, import nor copy into it. */
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
  ['timers'],
  ['parked', 'retry'],
  ['whatif', '--policy', 'policy.json'],
  ['doctor'],
  ['reports'],
  ['published'],
  ['published', 'figures', '--from', '2026-01'],
  ['diff', id, '--from', '0', '--to', '1'],
  ['replay', id],
  ['replay', '--all', '--check'],
  ['redactions', id],
  ['access'],
  ['access', '--report', id],
  ['access', '--person', 'citizen:c-17'],
  ['access', '--json'],
  ['subject', 'export', 'citizen:c-17'],
  ['erase', 'citizen:c-17', '--ground', 'a wish'],
  ['requests', 'list'],
  ['requests', 'grant', id, '--ground', 'x'],
  ['attach', id, 'policy.json'],
  ['keys', 'list'],
  ['keys', 'create', '--name', 'k', '--kind', 'analyst', '--expires', '90d'],
  ['officers', 'list'],
  ['sla', 'cases'],
  ['ranking'],
  ['satisfaction'],
  ['penalties'],
  ['backlog'],
  ['bundle', id],
  ['redact', id, '--field', 'text', '--reason', 'x'],
  ['bulk', 'list'],
  ['bulk', 'preview', 'redact', '--filter', 'phase=verified'],
  ['bulk', 'result', id],
  ['canned', 'list'],
  ['canned', 'remove', id],
];

/** They make a store, or need none. */
const others = ['serve', 'import', 'copy', 'restore', 'list', 'verify', 'log', 'config'];

test('every command that has a store is told here, or makes it', () => {
  const hasStore = ({ options, commands: parts }: Command): boolean =>
    options.some(({ long }) => long === '--store') || parts.some(hasStore);
  const named = new Set([...commands.map(([name]) => name), ...others]);
  const lacking = createProgram().commands.filter((one) => hasStore(one) && !named.has(one.name()));
  expect(lacking.map((one) => one.name())).toEqual([]);
});

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
