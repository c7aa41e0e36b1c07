import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './command.ts';

const folder = process.env.PHANANH_DATA ?? join(repositoryRoot, '..', 'shared', 'data');

/** The real file, where it is: too large to come with the repository. */
export const bostonFile = join(folder, 'boston-311-2015.csv.gz');
export const bostonIsHere = existsSync(bostonFile);
const ofExample = (name: string): string => join(repositoryRoot, 'examples', 'import-boston', name);
export const bostonMap = ofExample('map.json');
export const bostonPolicyOptions: readonly string[] = [
  '--policy',
  ofExample('policy.json'),
  '--calendars',
  ofExample('calendar.json'),
];

if (!bostonIsHere)
  process.stderr.write(`Skipped: no ${bostonFile}; PHANANH_DATA names the folder that has it.\n`);
