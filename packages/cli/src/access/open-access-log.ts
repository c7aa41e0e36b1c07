import type { Actor } from '@phananh/core';
import { type AccessLog, purposeOf, queryWithoutWords } from '@phananh/core/privacy';
import { auditor } from '@phananh/core/reports';
import { fileAccessLog } from '@phananh/sqlite';
import type { Settings } from '../config/settings.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { osUser } from '../process/os-user.ts';
import { besideStore } from '../store/beside-store.ts';
import type { StorePlace } from '../store/store-address.ts';

/** Where it lies, as configured or beside the store. */
export const accessFolder = (place: StorePlace, { folder }: Settings['accessLog']): string =>
  folder ?? besideStore(place, '.access');

/** The access log of a place; undefined where none is kept. */
export const openAccessLog = (
  place: StorePlace,
  settings: Settings['accessLog'],
  onError?: (error: unknown) => void,
): AccessLog | undefined =>
  settings.enabled
    ? fileAccessLog(accessFolder(place, settings), {
        keepMonths: settings.keepMonths,
        ...(onError && { onError }),
      })
    : undefined;

/** Whoever reads with a command: as auditors do, by the name that the system has for them. */
export const commandReader = (): Actor => auditor(`cli:${osUser().id}`);

/**
 * Writes down what a command is about to show, and waits until it is written.
 *
 * @throws `access-log-unavailable`
 */
export const tellShown = async (
  { resolved, ...place }: CommonOptions,
  { way, of, fields, query }: Pick<Parameters<AccessLog['record']>[0], 'way' | 'of' | 'fields' | 'query'>,
): Promise<void> => {
  const log = fields.length === 0 ? undefined : openAccessLog(place, resolved.settings.accessLog);
  if (log === undefined) return;
  const actor = commandReader();
  log.record({
    actor,
    purpose: purposeOf(actor),
    way,
    of,
    fields,
    ...(query && { query: queryWithoutWords(query) }),
  });
  await log.close();
};
