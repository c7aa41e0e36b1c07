import {
  CancelledError,
  convertToCommandError,
  NotLeaderError,
  UnavailableError,
} from '@eventstore/db-client';
import type { Endpoint } from './address.ts';

/**
 * Whether the error of a call means that another node has to be used, and which one is the leader, if the error names it; undefined: no.
 */
export const reconnectionFor = (error: Error): { readonly leader?: Endpoint } | undefined => {
  // A call that this process cancelled itself becomes none of these errors.
  const cause = convertToCommandError(error);
  if (cause instanceof NotLeaderError) {
    return { leader: { host: cause.leader.address, port: cause.leader.port } };
  }
  return cause instanceof UnavailableError || cause instanceof CancelledError ? {} : undefined;
};
