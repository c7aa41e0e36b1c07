import type { Command } from 'commander';
import { wholeNumber } from './common-options.ts';

/** Which page of a list. */
export interface PageOptions {
  readonly limit: number;
  readonly cursor?: string;
}

/** Adds the options of {@link PageOptions}. */
export const withPageOptions = (command: Command, most: number): Command =>
  command
    .option('--limit <number>', 'how many are listed', wholeNumber(1, most), 50)
    .option('--cursor <text>', 'where the page before ended, as it was given out');

/** The page as queries name it, without what was not given. */
export const pageOf = ({ limit, cursor }: PageOptions) => ({
  limit,
  ...(cursor !== undefined && { cursor }),
});
