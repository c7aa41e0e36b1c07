// Builds and packs every package that is published into a folder: `npm run pack -- <folder>`.
import { resolve } from 'node:path';
import { packAll } from './packages/pack.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('npm run pack -- <folder>\n');
  process.exit(2);
}
const packed = packAll(resolve(folder));
for (const { file, bytes } of packed)
  process.stdout.write(`${(bytes / 1_000).toFixed(0).padStart(5)} kB  ${file}\n`);
