import { PhananhError } from '@phananh/core';
import { policyOfPlace } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';
import { policyOfHost } from './policy-of-host.ts';
import { type RemoteOptions, remoteHost } from './through-url.ts';

/**
 * Where the calendar is in force that people are shown times by: of the log of a place, or of a host by its address. A key that may
 * not read the policy there, as that of an operator, is shown UTC.
 */
export const zoneOf = async (options: StorePlace & RemoteOptions): Promise<string> => {
  const asked = options.url === undefined ? policyOfPlace(options) : policyOfHost(remoteHost(options, {}));
  try {
    return (await asked).policy.calendar.zone;
  } catch (error) {
    if (options.url !== undefined && error instanceof PhananhError && error.code === 'forbidden')
      return 'UTC';
    throw error;
  }
};
