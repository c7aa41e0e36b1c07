import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const peers = fileURLToPath(new URL('../peers', import.meta.url));

/**
 * Installs the libraries that we are compared with, once. They are no dependency of the workspace: one of them compiles
 * SQLite for minutes, which nobody who runs the tests should wait for.
 */
export const installPeers = (): void => {
  if (existsSync(`${peers}/node_modules/.modules.yaml`)) return;
  process.stderr.write('Installing the peers to compare with (once; a native module may be compiled) …\n');
  const { status } = spawnSync('npx', ['--yes', 'pnpm@12.21.0', 'install', '--frozen-lockfile'], {
    cwd: peers,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.stderr.write('They could not be installed; they will be shown as failing.\n');
};
