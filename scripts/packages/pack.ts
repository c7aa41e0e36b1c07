import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials, isAllowedFor, licensed } from './bill-of-materials.ts';
import { build } from './build.ts';
import { builtPath, declarationsPath, type Package, pnpm, publishable, repository } from './publishable.ts';
import { mostBytes } from './sizes.ts';

export interface Packed {
  readonly name: string;
  /** The tarball. */
  readonly file: string;
  readonly bytes: number;
}

/** @throws when a package was not built: it would install and have nothing in it */
export const demandBuilt = ({ folder, manifest }: Package): void => {
  const sources = [...Object.values(manifest.exports), ...Object.values(manifest.bin)];
  const files = sources.flatMap((source) => [builtPath(source), declarationsPath(source)]);
  const missing = files.find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) throw new Error(`${manifest.name} is not built: ${missing} is missing`);
};

/**
 * Builds and packs every package that is published, with a bill of the materials beside them (`sbom.cdx.json`).
 *
 * @param folder where the tarballs go; made when it is not there
 * @throws when tarballs are larger than their bounds, or something has a licence that is not allowed
 */
export const packAll = (folder: string): readonly Packed[] => {
  build({ anew: true });
  const packages = publishable();
  for (const one of packages) demandBuilt(one);
  mkdirSync(folder, { recursive: true });
  const chosen = packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['--yes', pnpm, '--recursive', ...chosen, 'pack', '--pack-destination', folder],
    { cwd: repository, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`the packages cannot be packed:\n${stdout}${stderr}`);
  const bill = billOfMaterials();
  const refused = licensed(bill).filter((one) => !isAllowedFor(one));
  if (refused.length > 0) throw new Error(`licences that are not allowed: ${JSON.stringify(refused)}`);
  writeFileSync(join(folder, 'sbom.cdx.json'), bill);
  const packed = packages.map((one) => packedIn(folder, one));
  // All of them: whoever raises one bound wants to know of the others.
  const tooLarge = packed.filter(({ name, bytes }) => bytes > mostBytes(name));
  if (tooLarge.length > 0)
    throw new Error(
      tooLarge
        .map(
          ({ name, bytes }) =>
            `${name} takes ${bytes} bytes packed, and ${mostBytes(name)} at most are meant`,
        )
        .join('\n'),
    );
  return packed;
};

const packedIn = (folder: string, { manifest: { name, version } }: Package): Packed => {
  const wanted = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  const found = readdirSync(folder).find((file) => file === wanted);
  if (found === undefined) throw new Error(`${wanted} was not packed`);
  const file = join(folder, found);
  const { size: bytes } = statSync(file);
  return { name, file, bytes };
};
