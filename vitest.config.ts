import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { defineConfig } from 'vitest/config';

// The tests' threads and processes load what Node has compiled before: a fifth of what a spec that imports files cost.
enableCompileCache();
process.env.NODE_COMPILE_CACHE ??= getCompileCacheDir();

/**
 * Vitest keeps compiled modules with the paths that their imports lead to, and does not notice when the `exports` of a package lead elsewhere:
 * other manifests, another cache.
 */
const manifests = createHash('sha256');
for (const path of globSync('packages/*/package.json').toSorted()) manifests.update(readFileSync(path));

export default defineConfig({
  test: {
    fsModuleCachePath: `node_modules/.vitest-cache/${manifests.digest('hex').slice(0, 16)}`,
    // Every core: by default one is left free, which of two is half.
    maxWorkers: '100%',
    // Files share a process where `isolate` is false: loading the packages anew for each was half of what unit tests cost.
    // So what a test puts in the place of something is taken back after it.
    restoreMocks: true,
    unstubEnvs: true,
    // `npm run cpu` asks what each file costs.
    setupFiles: process.env.CPU_NOTES === undefined ? [] : ['scripts/cpu/note-each-file.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.spec.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          isolate: false,
          include: ['packages/*/test/integration/**/*.spec.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['packages/*/test/e2e/**/*.spec.ts', 'examples/**/*.spec.ts', 'scripts/**/*.spec.ts'],
          exclude: ['**/node_modules/**', 'examples/*/test/slow/**', 'scripts/test/slow/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'slow',
          include: [
            'packages/*/test/slow/**/*.spec.ts',
            'examples/*/test/slow/**/*.spec.ts',
            'scripts/test/slow/**/*.spec.ts',
          ],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
