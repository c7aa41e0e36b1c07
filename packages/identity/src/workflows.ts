import { type AnyHostedWorkflow, hostedWorkflow } from '@phananh/core/read-models';
import { apiKeyWorkflow } from './keys/api-key.ts';
import { apiKeyList, everyApiKey } from './keys/api-key-list.ts';
import type { AddressIds } from './officers/address-ids.ts';
import { invitationWorkflowWith } from './officers/invitation.ts';
import { officerWorkflow } from './officers/officer.ts';
import { everyInvitation, everyOfficer, invitationList, officerList } from './officers/officer-list.ts';

/** Who may, as workflows that a host runs beside reports: `runReports({ workflows: identityWorkflowsWith({ addressIds }) })`. */

const module = import.meta.url;

const apiKeys = hostedWorkflow({
  workflow: apiKeyWorkflow,
  policy: undefined,
  projections: [apiKeyList],
  lists: { 'api-keys': everyApiKey },
  path: '/api-keys',
  module,
});

const officers = hostedWorkflow({
  workflow: officerWorkflow,
  policy: undefined,
  projections: [officerList],
  lists: { officers: everyOfficer },
  module,
});

/** @param addressIds without them nobody can be invited by an address */
export const identityWorkflowsWith = ({
  addressIds,
}: {
  readonly addressIds?: AddressIds | undefined;
} = {}): readonly AnyHostedWorkflow[] => [
  apiKeys,
  officers,
  hostedWorkflow({
    workflow: invitationWorkflowWith(addressIds),
    policy: undefined,
    projections: [invitationList],
    lists: { invitations: everyInvitation },
    module,
  }),
];

/** For whoever reads a log, or gives commands that know of no address. Threads load them from here. */
const identityWorkflows = identityWorkflowsWith();

export default identityWorkflows;
