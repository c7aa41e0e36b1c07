import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Loaded into a process with `--import`: files of the folder that `PHANANH_BENCH_VERSION` names are taken instead of those that stand in
 * the same places of the repository. Worker threads inherit it.
 */

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const lay = (folder: string): void => {
  registerHooks({
    load: (url, context, next) => {
      if (!url.startsWith('file:')) return next(url, context);
      const other = join(folder, relative(root, fileURLToPath(url)));
      return existsSync(other)
        ? { format: 'module-typescript', source: readFileSync(other, 'utf8'), shortCircuit: true }
        : next(url, context);
    },
  });
};

const folder = process.env.PHANANH_BENCH_VERSION;
if (folder !== undefined && folder !== '') lay(folder);
