import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bostonFile, bostonIsHere, bostonMap, bostonPolicyOptions } from '../support/boston.ts';
import { phananh } from '../support/in-process.ts';

test.skipIf(!bostonIsHere)('the whole year of Boston is imported, and again changes nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-'));
  try {
    const store = `sqlite:${join(directory, 'boston.db')}`;
    const args = [
      'import',
      bostonFile,
      '--map',
      bostonMap,
      ...bostonPolicyOptions,
      '--store',
      store,
      '--json',
      '--allow-rejects',
      '--show-rejects',
      '0',
    ];
    const first = await phananh(...args);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      rows: 121_145,
      imported: 120_948,
      rejected: 197,
      rejectedBy: { 'step-out-of-order': 197 },
      whole: true,
    });
    const second = await phananh(...args);
    expect(JSON.parse(second.out)).toMatchObject({
      imported: 0,
      unchanged: 120_948,
      rejected: 197,
      events: 0,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
