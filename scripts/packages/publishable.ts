import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

const names = z.record(z.string(), z.string());

/** A door as the repository opens it: a source file. */
const Sources = z.record(z.string(), z.union([z.string(), names]));

const Manifest = z.looseObject({
  name: z.string(),
  version: z.string().default('0.0.0'),
  private: z.boolean().optional(),
  description: z.string().optional(),
  keywords: z.array(z.string()).default([]),
  license: z.string(),
  files: z.array(z.string()).default([]),
  exports: z.record(z.string(), z.string()).default({}),
  imports: Sources.default({}),
  bin: names.default({}),
  publishConfig: z
    .object({
      access: z.literal('public'),
      exports: z.record(z.string(), names),
      imports: Sources.default({}),
      bin: names.default({}),
    })
    .optional(),
  dependencies: names.default({}),
  peerDependencies: names.default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })).default({}),
  devDependencies: names.default({}),
});
type Manifest = z.infer<typeof Manifest>;

/** The package manager, in the version that wrote the lock file. Run it by `npx --yes`. */
export const pnpm: string = z
  .object({ config: z.object({ pnpm: z.string() }) })
  .parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))).config.pnpm;

export interface Package {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export const manifestOf = (folder: string): Manifest =>
  Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));

/** The packages that are published: those that are not private. */
export const publishable = (): readonly Package[] =>
  globSync('packages/*/package.json', { cwd: repository })
    .toSorted()
    .map((file) => dirname(join(repository, file)))
    .map((folder) => ({ folder, manifest: manifestOf(folder) }))
    .filter(({ manifest }) => manifest.private !== true);

/** Where a source file is when it is built. */
export const builtPath = (source: string): string =>
  source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '.js');

/** The declarations of a source file when it is built. */
export const declarationsPath = (source: string): string => builtPath(source).replace(/\.js$/, '.d.ts');
