import { PhananhError } from '@phananh/core';
import { withoutSecrets } from '@phananh/core/engine';
import { errorEntry } from '../process/errors.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do, when something is to be done. */
  readonly todo?: string;
}

/** What failed, by its code, and what the table of errors says about it. */
export const failure = (what: string, error: unknown): Finding => {
  if (!(error instanceof PhananhError)) {
    return {
      what,
      state: 'bad',
      found: withoutSecrets(error instanceof Error ? error.message : String(error)),
    };
  }
  const help = errorEntry(error.code)?.help;
  const found = `${error.code}: ${error.message}`;
  return { what, state: 'bad', found, ...(help !== undefined && { todo: help }) };
};
