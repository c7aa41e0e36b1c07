import '@phananh/core/demand-node';

export { InvalidToken, IssuerUnavailable, identityErrors, NotAdmitted } from './errors.ts';
export {
  type ApiKey,
  ApiKeyId,
  type ApiKeyTypes,
  apiKeyWorkflow,
} from './keys/api-key.ts';
export { type ApiKeyAuthOptions, type ApiKeySource, apiKeyAuth, keyActor } from './keys/api-key-auth.ts';
export { type NewApiKey, newApiKey, readKeyText } from './keys/key-text.ts';
export { type LastUse, lastUseInFile, readLastUse } from './keys/last-use.ts';
export type { ActorRule, Issuer } from './oidc/issuer.ts';
export type { OnKeys } from './oidc/issuer-keys.ts';
export { type OfficerEntry, type OidcAuthOptions, oidcAuth } from './oidc/oidc-auth.ts';
export { type ActorIds, actorIds, type Subject } from './who/actor-ids.ts';
export { readIdentitySecret } from './who/identity-secret.ts';
export { default as identityWorkflows } from './workflows.ts';
