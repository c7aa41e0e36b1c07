import { type AnyHostedWorkflow, hostedWorkflow } from '@phananh/core/read-models';
import { apiKeyWorkflow } from './keys/api-key.ts';
import { apiKeyList, everyApiKey } from './keys/api-key-list.ts';
import type { AddressIds } from './officers/address-ids.ts';
import { invitationWorkflowWith } from './officers/invitation.ts';
import { officerWorkflow } from './officers/officer.ts';
import { everyInvitation, everyOfficer, invitationList, officerList } from './officers/officer-list.ts';
import { identitySecretWorkflow } from './who/secret-of-log.ts';

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

const identitySecret = hostedWorkflow({ workflow: identitySecretWorkflow, policy: undefined, module });

/** @param addressIds without them nobody can be invited by an address */
export const identityWorkflowsWith = ({
  addressIds,
}: {
  readonly addressIds?: AddressIds | undefined;
} = {}): readonly AnyHostedWorkflow[] => [
  apiKeys,
  officers,
  identitySecret,
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
