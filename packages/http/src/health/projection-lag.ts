import { PhananhError } from '@phananh/core';
import { epochOf, isMendable, readPastDamage } from '@phananh/core/engine';
import type { HealthOptions } from './health-options.ts';
import { notReady, unmended } from './not-ready.ts';

/** So many events of others in a row are looked past. */
const mostLookedAt = 8;

/**
 * The age of the oldest event that the read models have not applied; 0 when there is none.
 *
 * By age, because positions are opaque: the difference of two says nothing. Reads one event, so that it tells as well
 * whether the store can be read at all. Infinite where none of the log was applied and only events of others are seen.
 */
export const projectionLag = async ({ reports, readModels }: HealthOptions): Promise<number> => {
  const after = readModels?.position();
  const range = { limit: mostLookedAt, ...(after !== undefined && { after }) };
  let passed = false;
  const pass = (): void => {
    passed = true;
  };
  // One that cannot be read is passed at once: the next one tells.
  for await (const { metadata } of readPastDamage(reports.store, range, pass)) {
    if (readModels === undefined) return 0;
    return Math.max(epochOf(reports.handler.clock.now()) - epochOf(metadata.recordedAt), 0);
  }
  // A log that begins with what others wrote, of which nothing was taken yet: how old that is nobody knows.
  return passed && readModels !== undefined && after === undefined ? Number.POSITIVE_INFINITY : 0;
};

export const lagOrNotReady = async (lag: () => Promise<number>): Promise<number> => {
  try {
    return await lag();
  } catch (error) {
    if (isMendable(error)) throw unmended(error.code);
    if (error instanceof PhananhError && error.code.startsWith('store-'))
      throw notReady(`the store cannot be read: ${error.code}`, 'store');
    throw error;
  }
};
