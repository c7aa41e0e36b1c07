import { deepestZoom } from '@phananh/core/read-models';
import { type Command, Option } from 'commander';
import { wholeNumber } from './common-options.ts';

/** In what form a list is answered: its rows, or how many there are, or where they are. */
export interface ListFormOptions {
  readonly count?: true;
  readonly zoom?: number;
}

/** Adds the options of {@link ListFormOptions}. */
export const withListFormOptions = (command: Command): Command =>
  command
    .addOption(new Option('--count', 'how many there are, exact up to 1,000').conflicts(['zoom', 'cursor']))
    .addOption(
      new Option(
        '--zoom <number>',
        `where they are, as a map of this zoom shows them: 0 (the world) to ${deepestZoom}`,
      )
        .argParser(wholeNumber(0, deepestZoom))
        .conflicts('cursor'),
    );
