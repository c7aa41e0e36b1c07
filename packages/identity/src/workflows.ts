import { type AnyHostedWorkflow, hostedWorkflow } from '@phananh/core/read-models';
import { lifecycleWorkflows } from '@phananh/core/reports';
import { apiKeyWorkflowWith } from './keys/api-key.ts';
import { apiKeyList, everyApiKey } from './keys/api-key-list.ts';
import { inside, type KnownNames } from './keys/key-rules.ts';
import type { AddressIds } from './officers/address-ids.ts';
import { invitationWorkflowWith } from './officers/invitation.ts';
import { officerWorkflow } from './officers/officer.ts';
import { everyInvitation, everyOfficer, invitationList, officerList } from './officers/officer-list.ts';
import { identitySecretWorkflow } from './who/secret-of-log.ts';

/** Who may, as workflows that a host runs beside reports: `runReports({ workflows: identityWorkflowsWith({ addressIds }) })`. */

const module = import.meta.url;

const officers = hostedWorkflow({
  workflow: officerWorkflow,
  policy: undefined,
  projections: [officerList],
  lists: { officers: everyOfficer },
  module,
});

const identitySecret = hostedWorkflow({ workflow: identitySecretWorkflow, policy: undefined, module });

export interface IdentityOptions {
  /** Without them nobody can be invited by an address. */
  readonly addressIds?: AddressIds | undefined;
  /** Everything that runs beside reports and these: a key that names nothing of it is refused. Absent: keys may name anything. */
  readonly beside?: readonly AnyHostedWorkflow[] | undefined;
  /** The issuers that sign in citizens: no key is made on behalf of those of others. Absent: keys may name any. */
  readonly citizenIssuers?: readonly string[] | undefined;
  /** The longest life of a key that is created, in days. Default 731. */
  readonly longestKeyDays?: number | undefined;
}

export const identityWorkflowsWith = ({
  addressIds,
  beside,
  citizenIssuers,
  longestKeyDays,
}: IdentityOptions = {}): readonly AnyHostedWorkflow[] => {
  const others = [
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
  const keysWith = (known?: KnownNames) =>
    hostedWorkflow({
      workflow: apiKeyWorkflowWith({ known, citizenIssuers, longestDays: longestKeyDays }),
      policy: undefined,
      projections: [apiKeyList],
      lists: { 'api-keys': everyApiKey },
      path: '/api-keys',
      module,
    });
  const known = beside && knownNames([keysWith(), ...others, ...beside].map(({ workflow }) => workflow));
  return [keysWith(known), ...others];
};

/** What there is no command for, and a route: as the reference of the API names it. */
const routes = ['attachment.upload', 'policy.adopt', 'policy.moves'];

const knownNames = (workflows: readonly AnyHostedWorkflow['workflow'][]): KnownNames => {
  const all = [...lifecycleWorkflows, ...workflows];
  const kinds = new Set(all.flatMap(({ actorKinds }) => Object.keys(actorKinds)));
  return {
    commands: [
      ...all.flatMap(({ name, commands }) =>
        Object.entries<{ readonly internal?: boolean }>(commands).flatMap(([command, { internal }]) =>
          internal === true ? [] : [`${name}.${command}`],
        ),
      ),
      ...routes,
    ],
    kinds: [...kinds].filter((kind) => !inside.includes(kind)),
  };
};

/** For whoever reads a log, or gives commands that know of no address. Threads load them from here. */
const identityWorkflows = identityWorkflowsWith();

export default identityWorkflows;
