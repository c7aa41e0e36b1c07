export type { Ciphers, CipherUse } from './ciphers.ts';
export { envelopesOf, isEnvelope, type PersonalEnvelope, type PlacedEnvelope } from './envelope.ts';
export { type Sealed, type SealedStoreOptions, sealedEventStore } from './sealed-event-store.ts';
