import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(
  process.env.PHANANH_DATA ?? join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'data'),
  'vectors',
);

/** Published test vectors, where they are: too large to come with the repository. */
export const vectorsAreHere = existsSync(folder);

if (!vectorsAreHere)
  process.stderr.write(`Skipped: no ${folder}; PHANANH_DATA names the folder that has vectors/.\n`);

// What JSON gives has any shape; each test says which.
export const vectors = <Shape>(name: string): Shape =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Shape;

/** Of Wycheproof. */
export interface Wycheproof<Group, Test> {
  readonly testGroups: readonly (Group & { readonly tests: readonly (Test & Expected)[] })[];
}

interface Expected {
  readonly tcId: number;
  readonly comment: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

export const bytesOfHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
