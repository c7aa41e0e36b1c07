import '@phananh/core/demand-node';

export type { ActorRule, Issuer } from './issuer.ts';
export { countUsableKeys, type OnKeys } from './issuer-keys.ts';
export {
  type Bearer,
  type OfficerEntry,
  type OidcAuth,
  type OidcAuthOptions,
  type OidcBearers,
  oidcAuth,
} from './oidc-auth.ts';
