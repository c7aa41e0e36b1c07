import { PhananhError } from '@phananh/core';
import { timesShownIn } from '../output/shown.ts';
import type { StorePlace } from '../store/store-address.ts';
import type { RemoteOptions } from './through-url.ts';
import { zoneOf } from './zone-of.ts';

/** An error as people are told it, with its times where the calendar of the log is in force. */
class ErrorInZone extends PhananhError {
  readonly code: string;

  constructor(error: PhananhError, message: string) {
    super(message, error.details, { cause: error });
    this.code = error.code;
  }
}

/**
 * What ended a command on a store or through a host, as people are told it. The log is asked for its zone only where the message has a time.
 */
export const errorInZone = async (error: unknown, place: StorePlace & RemoteOptions): Promise<unknown> => {
  if (!(error instanceof PhananhError)) return error;
  const { message } = error;
  // What the log says cannot be had where its store is what is wrong.
  const zone = hasTimes(message) ? await zoneOf(place).catch(() => undefined) : undefined;
  return zone === undefined ? error : new ErrorInZone(error, timesShownIn(zone)(message));
};

const hasTimes = (text: string): boolean => timesShownIn('UTC')(text) !== text;
