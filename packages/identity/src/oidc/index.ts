import '@phananh/core/demand-node';

export type { ActorRule, Issuer } from './issuer.ts';
export { countUsableKeys, type OnKeys } from './issuer-keys.ts';
export { type OfficerEntry, type OidcAuthOptions, oidcAuth } from './oidc-auth.ts';
