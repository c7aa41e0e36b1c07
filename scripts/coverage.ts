// Prints which part of the packages' sources the tests of units and of packages reach. Those that start processes of their own
// are left out: what they reach is not counted, and they take longest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  [
    'run',
    '--project',
    'unit',
    '--project',
    'integration',
    '--reporter=dot',
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.include=packages/*/src/**',
    '--coverage.exclude=packages/{bench,test-support,eventstoredb-test-server}/**',
    '--coverage.reporter=text-summary',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
