// Publishes every package in the version that `npx changeset version` gave it: `npm run release [-- --dry-run]`. What is published is the
// tarballs that were checked, not the folders.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from './packages/pack.ts';
import { repository } from './packages/publishable.ts';

const dryRun = process.argv.includes('--dry-run');

const run = (command: string, ...args: readonly string[]): void => {
  process.stdout.write(`$ ${command} ${args.join(' ')}\n`);
  const { status } = spawnSync(command, args, {
    cwd: repository,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} failed; nothing after it was done`);
};

const { stdout: changed } = spawnSync('git', ['status', '--porcelain'], {
  cwd: repository,
  encoding: 'utf8',
});
if (changed !== '' && !dryRun) throw new Error(`only what is committed is released:\n${changed}`);
const folder = mkdtempSync(join(tmpdir(), 'phananh-release-'));
try {
  const packed = packAll(folder);
  for (const { file } of packed)
    run('npm', 'publish', file, '--access', 'public', ...(dryRun ? ['--dry-run'] : []));
  if (!dryRun) run(join(repository, 'node_modules', '.bin', 'changeset'), 'tag');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
