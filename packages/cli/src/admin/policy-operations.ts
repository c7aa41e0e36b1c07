import type { Reports } from '@phananh/core';
import { type PolicyMessage, policyOf, reportPolicyForWriting } from '@phananh/core/reports';
import type { AdminOperations } from './admin-socket.ts';
import { askHost } from './ask-host.ts';

const route = '/policy/adopt';

/** Whoever may open the socket may do what the host does: what is sent has the form that this module sends. */
interface Asked {
  readonly policy: PolicyMessage;
  readonly reason: string;
}

/** Puts a policy in force through the host that holds the store. It learns of it by its own log, and starts again under it. */
export const policyOperations = (
  { store, handler: { clock } }: Reports,
  actor: PolicyActor,
): AdminOperations => ({
  [`POST ${route}`]: async (body) => {
    const { policy, reason } = body as Asked;
    const { adopted } = await reportPolicyForWriting(store, {
      given: policyOf(policy),
      reason,
      actor,
      clock,
    });
    return { adopted };
  },
});

type PolicyActor = Parameters<typeof reportPolicyForWriting>[1]['actor'];

/** @returns whether a host was there to be asked */
export const adoptThroughHost = async (socket: string, asked: Asked): Promise<boolean> =>
  (await askHost(socket, 'POST', route, asked)) !== undefined;
