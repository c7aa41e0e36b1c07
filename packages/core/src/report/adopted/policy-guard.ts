import type { EventStore, RecordedEvent } from '../../engine/index.ts';
import { idInStream } from '../../engine/index.ts';
import type { SlaPolicy } from '../policy.ts';
import { PolicyDiffers } from './adopt.ts';
import { policyDifference } from './difference.ts';
import { policyOfLog } from './policy-of-log.ts';
import { policyWorkflow } from './policy-workflow.ts';

/** Keeps a process from writing under another policy than the one that stands in its log. */
export interface PolicyGuard {
  /** Before an append: at once where it is known already. @throws {@link PolicyDiffers} */
  demand(): Promise<void> | undefined;
  /** Told of events as the log has them: another process may have put another policy in force. @returns how it differs then */
  passed(event: RecordedEvent): Promise<string | undefined> | undefined;
}

/**
 * A guard over the policy that a process runs on. The log is asked once, before the first append; a log that says nothing of
 * policies refuses none.
 */
export const policyGuard = (store: Pick<EventStore, 'readStream'>, policy: SlaPolicy): PolicyGuard => {
  let known: 'not asked' | 'the same' | PolicyDiffers = 'not asked';
  let position = 0;
  const ask = async (): Promise<void> => {
    const { policy: ofLog, adopted } = await policyOfLog(store);
    const difference = adopted === null ? undefined : policyDifference(policy, ofLog);
    position = adopted?.position ?? 0;
    known =
      difference === undefined
        ? 'the same'
        : new PolicyDiffers(difference, { policy: ofLog.name, runsOn: policy.name });
  };
  const demand = async (): Promise<void> => {
    if (known === 'not asked') await ask();
    if (known instanceof PolicyDiffers) throw known;
  };
  const askAgain = async (): Promise<string | undefined> => {
    await ask();
    return known instanceof PolicyDiffers ? known.message : undefined;
  };
  return {
    demand: () => (known === 'the same' ? undefined : demand()),
    // Not a promise for each of thousands of events.
    passed: ({ stream, type, position: at }) =>
      idInStream(policyWorkflow, stream) === undefined || type !== 'adopted' || at <= position
        ? undefined
        : askAgain(),
  };
};
