import { temporaryFiles } from '@phananh/test-support/temporary';
import { it } from 'vitest';
import { surviveKills } from '../../kill-rounds.ts';

const nextFile = temporaryFiles();

it('nothing that was answered is lost when the writing process is killed', () => surviveKills(nextFile(), 3));
