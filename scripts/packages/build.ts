import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { publishable, repository } from './publishable.ts';
import { buildVerifyPage } from './verify-page.ts';

/**
 * Builds every package that is published into its `dist`: what has not changed since the last time is not built again.
 *
 * @param options.anew without what an earlier build left, such as files whose source is gone
 */
export const build = ({ anew = false }: { readonly anew?: boolean } = {}): void => {
  const packages = publishable();
  if (anew) for (const { folder } of packages) rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const projects = packages.map(({ folder }) => join(folder, 'tsconfig.build.json'));
  const { status, stdout } = spawnSync(join(repository, 'node_modules', '.bin', 'tsc'), ['-b', ...projects], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the packages cannot be built:\n${stdout}`);
  buildVerifyPage();
};
