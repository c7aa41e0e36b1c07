import '@phananh/core/demand-node';

export {
  InvalidToken,
  IssuerUnavailable,
  identityErrors,
  identityStartErrors,
  NotAdmitted,
} from './errors.ts';
export {
  type ApiKey,
  ApiKeyId,
  type ApiKeyTypes,
  apiKeyWorkflow,
} from './keys/api-key.ts';
export { type ApiKeyAuthOptions, type ApiKeySource, apiKeyAuth, keyActor } from './keys/api-key-auth.ts';
export { type NewApiKey, newApiKey, readKeyText } from './keys/key-text.ts';
export { type LastUse, lastUseInFile, readLastUse } from './keys/last-use.ts';
export { lastUseRoute } from './keys/last-use-route.ts';
export { type AddressIds, addressIds } from './officers/address-ids.ts';
export type { Invitation, Officer, OfficerRole } from './officers/entries.ts';
export type { InvitationTypes } from './officers/invitation.ts';
export { type OfficerTypes, officerWorkflow } from './officers/officer.ts';
export {
  invitationsIn,
  type OfficerRegistry,
  officerRegistry,
  type RegisteredOfficer,
  type RegistryOptions,
} from './officers/registry.ts';
export { type ActorIds, actorIds, type Subject } from './who/actor-ids.ts';
export { readIdentitySecret } from './who/identity-secret.ts';
export { demandIdentitySecret, IdentitySecretDiffers } from './who/secret-of-log.ts';
export { default as identityWorkflows, identityWorkflowsWith } from './workflows.ts';
