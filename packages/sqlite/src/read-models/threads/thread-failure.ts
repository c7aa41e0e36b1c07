import type { PhananhError } from '@phananh/core';
import {
  isMendableCode,
  StoreAccessDenied,
  StoreBehind,
  StoreUnavailable,
  StoreUntrusted,
} from '@phananh/core/engine';
import type { FollowedLog } from './open-log.ts';
import type { ThreadFailure } from './projection-thread-messages.ts';

/** The failure of a log that is not followed before an operator has mended something; undefined when there is none. */
export const unmendedOf = (following: FollowedLog | undefined): ThreadFailure | undefined => {
  if (following === undefined || following.connected || !isMendableCode(following.lastDropCode))
    return undefined;
  return { message: following.lastDrop ?? following.lastDropCode, code: following.lastDropCode };
};

/** The error of a failure, for who asks in the host: errors of the thread come as text. */
export const thrownOf = ({ message, code }: ThreadFailure, path: string): PhananhError => {
  if (code === 'store-behind') return new StoreBehind(message, { path });
  if (code === 'store-access-denied') return new StoreAccessDenied(message, { path });
  if (code === 'store-untrusted') return new StoreUntrusted(message, { path });
  return new StoreUnavailable(`the read models in ${path} cannot be computed: ${message}`, { path });
};
