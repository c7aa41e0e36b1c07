import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Surface, surfaceOf } from './declarations.ts';
import { declarationsPath, type Package, repository } from './publishable.ts';

/** What a built package lets out. */
export const surfaceOfPackage = ({ folder, manifest }: Package): Surface =>
  surfaceOf(
    new Map(
      Object.entries(manifest.exports).map(([door, source]) => [
        manifest.name + door.slice(1),
        join(folder, declarationsPath(source)),
      ]),
    ),
  );

/** Where the doors of a package stand as they were accepted. */
export const acceptedDoors = ({ manifest }: Package): string =>
  join(repository, 'docs', 'reference', 'doors', `${manifest.name.replace('@phananh/', '')}.txt`);

/** The doors of a package in words: the names of each, then what they are and what their types are made of. */
const doorsText = ({ doors, declarations }: Surface): string => {
  const lists = [...doors].map(([door, names]) =>
    [`${door}: ${names.length} names`, ...names.map((name) => `  ${name}`)].join('\n'),
  );
  const texts = declarations.map(({ name, texts: own }) => shown(name, own.join('\n')));
  return `${[...lists, ...texts].join('\n\n')}\n`;
};

/** What is longer is there by its digest: nobody reads on the types that zod has of every event. */
const mostCharacters = 20_000;

const shown = (name: string, text: string): string =>
  text.length <= mostCharacters
    ? text
    : `${name}: ${text.length} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')}`;

/** What the doors let out, and what was accepted that they let out. */
export const comparedDoors = (one: Package): { readonly now: string; readonly accepted: string } => ({
  now: doorsText(surfaceOfPackage(one)),
  accepted: readFileSync(acceptedDoors(one), 'utf8'),
});

export const acceptDoors = (one: Package): void => {
  const file = acceptedDoors(one);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, doorsText(surfaceOfPackage(one)));
};
