import type { Reports } from '@phananh/core';
import type { ReadModels } from '@phananh/core/read-models';
import { trackingCodeOf } from '@phananh/core/reports';

/**
 * The report of a tracking code. Read models follow the log: for a code that they do not know they are waited for, up to the end of the log as it is now,
 * so that a code that was just told is no guess.
 *
 * @returns undefined: there is none, or the read models did not come so far in time
 */
export const reportOfCode = async (
  { reports: { store }, readModels }: { readonly reports: Reports; readonly readModels: Tracked },
  written: string,
  timeoutMilliseconds: number,
): Promise<string | undefined> => {
  const known = readModels.reportIdOf(written);
  if (known !== undefined || trackingCodeOf(written) === undefined) return known;
  const end = store.end?.() ?? (await store.lastRecorded?.())?.position;
  if (end === undefined) return undefined;
  await readModels.whenApplied(end, { timeoutMilliseconds });
  return readModels.reportIdOf(written);
};

type Tracked = Pick<ReadModels, 'reportIdOf' | 'whenApplied'>;
