export type { Ciphers, CipherUse } from './ciphers.ts';
export {
  type DestructionTypes,
  destroyedValues,
  destructionWorkflow,
  type LeavesOfSubject,
  leavesIn,
} from './destroyed-values.ts';
export { envelopesOf, isEnvelope, type PersonalEnvelope, type PlacedEnvelope } from './envelope.ts';
export { type KeptOfSubject, keptOfSubject, streamsOfSubject } from './kept-of-subject.ts';
export { rememberedMilliseconds } from './keyring.ts';
export { isLoose, lastLinkOf } from './links.ts';
export { type Sealed, type SealedStoreOptions, sealedEventStore } from './sealed-event-store.ts';
export { type SealedLogOptions, sealedLog } from './sealed-log.ts';
export { keyOfDigest, personalInClear, type SealedWorkflow, subjectOfDigest } from './sealing-events.ts';
export {
  type BeginSealingOptions,
  beginSealing,
  type CopyOf,
  demandKeysOf,
  type LogSealing,
  sealingOfLog,
  sealingWorkflow,
} from './sealing-of-log.ts';
export { erasedData, withoutSubject } from './without-subject.ts';
