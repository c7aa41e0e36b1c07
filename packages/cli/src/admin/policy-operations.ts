import type { Reports } from '@phananh/core';
import { admin, type PolicyMessage, policyOf, reportPolicyForWriting } from '@phananh/core/reports';
import { osUser } from '../process/os-user.ts';
import type { AdminOperations } from './admin-socket.ts';
import { askHost } from './ask-host.ts';

const route = '/policy/adopt';

/** Whoever may open the socket may do what the host does: what is sent has the form that this module sends. */
interface Asked {
  readonly policy: PolicyMessage;
  readonly reason: string;
  readonly by: string;
}

/** Puts a policy in force through the host that holds the store. It learns of it by its own log, and starts again under it. */
export const policyOperations = ({ store, handler: { clock } }: Reports): AdminOperations => ({
  [`POST ${route}`]: async (body) => {
    // In the form that `adoptThroughHost` sends.
    const { policy, reason, by } = body as Asked;
    const { adopted } = await reportPolicyForWriting(store, {
      given: policyOf(policy),
      reason,
      actor: admin(by),
      clock,
    });
    return { adopted };
  },
});

/** @returns undefined when no host was there to be asked */
export const adoptThroughHost = async (
  socket: string,
  asked: Omit<Asked, 'by'>,
): Promise<'through the host' | undefined> =>
  (await askHost(socket, 'POST', route, { ...asked, by: osUser().id })) === undefined
    ? undefined
    : 'through the host';
