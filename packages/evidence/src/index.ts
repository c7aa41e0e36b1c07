import '@phananh/core/demand-node';

export type { ByteRange, EvidenceFile, EvidenceForm } from '@phananh/core/privacy';
export type { Converter } from './copies/convert.ts';
export { type CopyingOptions, followAttachments } from './copies/follow.ts';
export type { CopyLimits } from './copies/make-copies.ts';
export {
  type Evidence,
  type EvidenceOptions,
  type EvidenceStatus,
  evidence,
  type UploadedFile,
  type UploadOptions,
} from './evidence.ts';
export { demandKeys, type KeysOfLog } from './keys/demand-keys.ts';
export { folderKeyObjects } from './keys/folder-key-objects.ts';
export type { KeyObjects } from './keys/key-objects.ts';
export { objectKeyStore } from './keys/object-key-store.ts';
export { s3KeyObjects } from './keys/s3-key-objects.ts';
export { defaultLimits, type EvidenceLimits } from './media/limits.ts';
export { type RunEvidenceOptions, type RunningEvidence, runEvidence } from './run-evidence.ts';
export { sealed } from './sealed/seal.ts';
export { type Spooled, sweepSpool } from './sealed/spool.ts';
export { type Stored, unsealed } from './sealed/unseal.ts';
export { isReachable, type Networks } from './sources/addresses.ts';
export { type FetchOptions, fetchSource } from './sources/fetch-source.ts';
export { fileAt, fileIn } from './sources/file-source.ts';
export { fileStorage } from './storage/file-storage.ts';
export type { S3Options } from './storage/s3-options.ts';
export { s3Storage } from './storage/s3-storage.ts';
export type { EvidenceStorage } from './storage/storage.ts';
