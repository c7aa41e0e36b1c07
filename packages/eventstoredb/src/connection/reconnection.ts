import {
  CancelledError,
  convertToCommandError,
  NotLeaderError,
  UnavailableError,
} from '@eventstore/db-client';
import type { Endpoint } from './address.ts';

/** Whether a call that ended so says that another node is to be found, and where the leader is. */
export const reconnectionFor = (error: Error): { readonly leader?: Endpoint } | undefined => {
  // A call that was cancelled here is none of these.
  const cause = convertToCommandError(error);
  if (cause instanceof NotLeaderError) {
    return { leader: { host: cause.leader.address, port: cause.leader.port } };
  }
  return cause instanceof UnavailableError || cause instanceof CancelledError ? {} : undefined;
};
