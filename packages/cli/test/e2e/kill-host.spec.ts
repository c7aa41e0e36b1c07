import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { killRounds } from '../support/kill-rounds.ts';

it('a host that is killed twice has every command that it acknowledged, and none half or twice', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-kill-'));
  try {
    await killRounds(directory, 2);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
