import {
  CancelledError,
  convertToCommandError,
  NotLeaderError,
  UnavailableError,
} from '@eventstore/db-client';
import type { Endpoint } from './address.ts';

/** What the error of a call says of the node: undefined when it can be used on, else that another one is to be found, and perhaps the leader. */
export const reconnectionFor = (error: Error): { readonly leader?: Endpoint } | undefined => {
  // A call that was cancelled by this process is converted to none of these errors.
  const cause = convertToCommandError(error);
  if (cause instanceof NotLeaderError) {
    return { leader: { host: cause.leader.address, port: cause.leader.port } };
  }
  return cause instanceof UnavailableError || cause instanceof CancelledError ? {} : undefined;
};
