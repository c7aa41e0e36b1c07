import { readFile, writeFile } from 'node:fs/promises';
import { machine } from './machine.ts';
import type { Result } from './summary.ts';
import { section } from './tables.ts';

const page = new URL('../../../../docs/benchmarks.md', import.meta.url);
const begin = '<!-- begin generated: npm run bench -- --write -->';
const end = '<!-- end generated -->';

/** Puts the results between the markers of the page; what was written around them stays. */
export const writePage = async (results: readonly Result[], date: string): Promise<void> => {
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error('docs/benchmarks.md has lost its markers');
  const generated = [`Machine: ${machine()}. Date: ${date}.`, ...results.map(section)].join('\n\n');
  await writeFile(page, `${text.slice(0, from)}${begin}\n\n${generated}\n${text.slice(to)}`);
};
