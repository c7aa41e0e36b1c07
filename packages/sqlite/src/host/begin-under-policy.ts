import type { EventStore, SlaPolicy } from '@phananh/core';
import { ClockUnsure, isMendable } from '@phananh/core/engine';
import {
  type PolicyForWriting,
  type PolicyOfLog,
  policyDifference,
  policyOfLog,
  reportPolicyForWriting,
  silentLog,
} from '@phananh/core/reports';
import { persistently } from '../persistently.ts';

/** Under which policy a host begins. */
interface Begun {
  readonly policy: SlaPolicy;
  /** Writes the policy down where that could not be done at first, and tells when the log has another one. */
  later(
    signal: AbortSignal,
    on: {
      readonly onError: (error: unknown) => void;
      readonly onPolicyAdopted: (difference: string) => void;
    },
  ): Promise<void>;
}

/**
 * The policy of a log for a host, which writes it down where the log says nothing. By a clock that is unsure nothing is written, and from a
 * store that denies access nothing is read: the host runs all the same, refuses commands as ever, and looks again until it can.
 *
 * @throws {@link PolicyDiffers}
 */
export const beginUnderPolicy = async (
  store: EventStore,
  wanted: Omit<PolicyForWriting, 'check'>,
): Promise<Begun> => {
  try {
    const { policy } = await reportPolicyForWriting(store, wanted);
    return { policy, later: async () => {} };
  } catch (error) {
    if (!mayPass(error)) throw error;
  }
  const policy = givenOn(wanted, await policyOfLog(store).catch(unlessMendable));
  const later: Begun['later'] = async (signal, { onError, onPolicyAdopted }) => {
    const done = new AbortController();
    const write = async (): Promise<void> => {
      const now = await reportPolicyForWriting(store, wanted);
      done.abort();
      const difference = policyDifference(policy, now.policy);
      if (difference !== undefined) onPolicyAdopted(difference);
    };
    await persistently(write, {
      signal: AbortSignal.any([signal, done.signal]),
      onError: (error) => {
        if (mayPass(error)) return;
        onError(error);
      },
    });
  };
  return { policy, later };
};

const givenOn = ({ given }: Pick<PolicyForWriting, 'given'>, ofLog: PolicyOfLog): SlaPolicy =>
  (typeof given === 'function' ? given(ofLog) : given) ?? ofLog.policy;

/** What is told by others, and passes or is mended while the host runs. */
const mayPass = (error: unknown): boolean => error instanceof ClockUnsure || isMendable(error);

const unlessMendable = (error: unknown): PolicyOfLog => {
  if (isMendable(error)) return silentLog;
  throw error;
};
