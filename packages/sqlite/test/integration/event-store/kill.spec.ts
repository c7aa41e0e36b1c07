import { it } from 'vitest';
import { surviveKills } from '../../kill-rounds.ts';
import { temporaryFiles } from '../../temporary.ts';

const nextFile = temporaryFiles();

it('nothing that was answered is lost when the writing process is killed', () => surviveKills(nextFile(), 3));
