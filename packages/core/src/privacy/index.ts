export {
  type AccessEntry,
  type AccessLog,
  AccessLogUnavailable,
  type AccessPage,
  type AccessQuery,
  accessErrors,
  isAsked,
  purposeOf,
  queryWithoutWords,
  type Showing,
} from './access/access-log.ts';
export { personalInChanges, personalInEvents, personalInState } from './access/personal-shown.ts';
export { EvidenceError, type EvidenceErrorCode, evidenceErrors } from './errors.ts';
export type { ByteRange, EvidenceFile, EvidenceForm } from './evidence-file.ts';
export type { DataKey, KeyState, KeyStore, KeyWrapper, TreeKey } from './key-store.ts';
export {
  isLeafIndex,
  type KeyTree,
  keyTree,
  keyTreeBytes,
  keyTreeIn,
  type LeafIndex,
  nodeOf,
  withoutLeaves,
} from './key-tree.ts';
export {
  type PersonalInText,
  type PersonalKind,
  personalInText,
  personalKinds,
} from './suggestions/personal-in-text.ts';
export {
  demandMayRedact,
  type SuggestedRedaction,
  suggestedRedactions,
} from './suggestions/suggested-redactions.ts';
