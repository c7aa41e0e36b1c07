import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { pnpm, publishable, repository } from './publishable.ts';

const Licence = z.union([
  z.object({ expression: z.string() }).transform(({ expression }) => expression),
  z
    .object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) })
    .transform(({ license: { id, name } }) => id ?? name ?? ''),
]);
const Component = z.object({
  group: z.string().optional(),
  name: z.string(),
  version: z.string(),
  licenses: z.array(Licence).default([]),
});
const Bill = z.object({ bomFormat: z.literal('CycloneDX'), components: z.array(Component) });

export interface Licensed {
  readonly name: string;
  /** An SPDX expression; empty when the package says none. */
  readonly licence: string;
}

/** What is installed with the packages, in CycloneDX: as the package manager tells it, without peers. */
export const billOfMaterials = (): string => {
  const chosen = publishable().flatMap(({ manifest }) => ['--filter', manifest.name]);
  const args = ['--yes', pnpm, '--recursive', ...chosen, 'sbom', '--sbom-format', 'cyclonedx', '--prod'];
  const { status, stdout, stderr } = spawnSync('npx', args, {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`no bill of materials: ${stderr}`);
  return stdout;
};

/** Everything that whoever installs the packages gets, with its licence: what a bill lists, and the peers that are not optional. */
export const licensed = (bill: string): readonly Licensed[] => {
  const listed = Bill.parse(JSON.parse(bill)).components.map(({ group, name, licenses }) => ({
    name: group === undefined ? name : `${group}/${name}`,
    licence: licenses.join(' AND '),
  }));
  return [...listed, ...peers()];
};

const peers = (): readonly Licensed[] =>
  publishable().flatMap(({ folder, manifest }) =>
    Object.keys(manifest.peerDependencies)
      .filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true)
      .map((name) => {
        const file = join(folder, 'node_modules', name, 'package.json');
        if (!existsSync(file)) throw new Error(`${manifest.name} does not have its peer ${name} here`);
        const { license } = z
          .object({ license: z.string().default('') })
          .parse(JSON.parse(readFileSync(file, 'utf8')));
        return { name, licence: license };
      }),
  );

const allowed: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
  'Unicode-3.0',
]);

/**
 * What has another licence, and why that is well: a library of its own that `sharp` links to at run time, unchanged, which whoever
 * installs it can replace by another build. No code of it is in ours.
 */
const exceptions: readonly { readonly name: RegExp; readonly licence: string }[] = [
  { name: /^@img\/sharp-libvips-[a-z0-9-]+$/, licence: 'LGPL-3.0-or-later' },
];

/** Whether something may be installed unasked with what we publish. */
export const isAllowedFor = ({ name, licence }: Licensed): boolean =>
  isAllowed(licence) || exceptions.some((one) => one.name.test(name) && one.licence === licence);

/** Whether an SPDX expression leaves a choice among allowed licences. */
export const isAllowed = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((licence) => allowed.has(licence.trim())));
