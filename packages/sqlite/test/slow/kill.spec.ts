import { it } from 'vitest';
import { surviveKills } from '../kill-rounds.ts';
import { temporaryFiles } from '../temporary.ts';

const nextFile = temporaryFiles();

it('nothing that was answered is lost over 30 kills of the writing process', () =>
  surviveKills(nextFile(), 30));
