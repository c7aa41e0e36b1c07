import type { SlaPolicy } from '@phananh/core';
import type { OpenMove } from '@phananh/core/read-models';
import { type PolicyOfLog, PolicyOfLogMessage, policyMessage, policyOfLogIn } from '@phananh/core/reports';
import { officialPolicy } from '@phananh/core/sla';
import { rowsOfEveryPage } from '../store/every-page.ts';
import type { RemoteHost } from './through-url.ts';

/** What the log of a host elsewhere is written under, and what its calendars would move: over HTTP, by the key of an admin. */

export const policyOfHost = async (host: RemoteHost): Promise<PolicyOfLog> =>
  policyOfLogIn(PolicyOfLogMessage.parse(await host.get('/policy')));

/** Puts a policy in force. The host starts again under it, and is away for a moment. */
export const adoptAtHost = async (
  host: RemoteHost,
  { policy, reason }: { readonly policy: SlaPolicy; readonly reason: string },
): Promise<PolicyOfLog> => {
  const asked = { ...policyMessage(officialPolicy(policy)), reason };
  return policyOfLogIn(PolicyOfLogMessage.parse(await host.post('/policy/adopt', asked)));
};

/** @param under what they are computed under; absent: what the log is written under */
export const movesOfHost = (host: RemoteHost, under: SlaPolicy | undefined): Promise<readonly OpenMove[]> =>
  rowsOfEveryPage(async (at) => {
    const asked = { ...(under && { under: policyMessage(officialPolicy(under)) }), ...at };
    // What the route of this version answers; another version's answer has the same fields, which its reference holds it to.
    const { moves: rows, nextCursor } = (await host.post('/policy/moves', asked)) as {
      readonly moves: readonly OpenMove[];
      readonly nextCursor?: string;
    };
    return { rows, nextCursor };
  });
