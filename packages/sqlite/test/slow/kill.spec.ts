import { temporaryFiles } from '@phananh/test-support/temporary';
import { it } from 'vitest';
import { surviveKills } from '../kill-rounds.ts';

const nextFile = temporaryFiles();

it('nothing that was answered is lost over 30 kills of the writing process', () =>
  surviveKills(nextFile(), 30));
