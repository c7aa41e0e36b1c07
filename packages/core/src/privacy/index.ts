export { EvidenceError, type EvidenceErrorCode, evidenceErrors } from './errors.ts';
export type { ByteRange, EvidenceFile, EvidenceForm } from './evidence-file.ts';
export type { DataKey, KeyState, KeyStore, KeyWrapper } from './key-store.ts';
