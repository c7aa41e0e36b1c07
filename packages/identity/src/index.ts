import '@phananh/core/demand-node';

export { type ActorIds, actorIds, type Subject } from './who/actor-ids.ts';
export { readIdentitySecret } from './who/identity-secret.ts';
