import '@phananh/core/demand-node';

export type { EventPlace } from './files/find-entry.ts';
export { type KeptCheckpoint, type KeptCheckpoints, keptCheckpoints } from './files/kept-checkpoints.ts';
export { folderFiles, type LogFiles } from './files/log-files.ts';
export {
  checkpointName,
  checkpointsName,
  entriesFolder,
  epochsIn,
  type LogFolder,
  openLogFolder,
  publicFolder,
} from './files/log-folder.ts';
export {
  type LogReceipt,
  type LogServer,
  logServer,
  receiptIn,
} from './files/log-server.ts';
export { type Ed25519Signer, ed25519Signer, type NodeCrypto, nodeCrypto } from './node-crypto.ts';
export { provenStream } from './proving/proven-stream.ts';
export { beginLog } from './signing/begin-log.ts';
export {
  type LogKey,
  type LogSigner,
  logSigners,
  newLogKey,
  originOfEpoch,
  readLogKey,
  verifierKeys,
  withoutOldKeys,
  withSecondKey,
  writeLogKey,
} from './signing/log-key.ts';
export {
  type CheckpointPace,
  defaultPace,
  type LogTime,
  type RunLogOptions,
  type RunningLog,
  runLog,
} from './signing/run-log.ts';
export type { Cosign } from './signing/sequencer.ts';
export { folderIdName, type SignerOfStore, signerOfStore, signerStream } from './signing/signer-of-store.ts';
export { verifyPage } from './verify-page.ts';
export { type EarlierLog, keysThatSigned } from './verifying/earlier-logs.ts';
export { type LogFault, type LogFaultKind, logFaultKinds } from './verifying/faults.ts';
export { checkNewest, type LogPlace, type VerifiedLog, verifyLog } from './verifying/verify-log.ts';
export { type VerifiedStore, type VerifyStoreOptions, verifyStore } from './verifying/verify-store.ts';
export { type AskedWitness, type AskWitnessesOptions, askWitnesses } from './witnessing/ask-witnesses.ts';
export { type RunningWitness, type RunWitnessOptions, runWitness } from './witnessing/run-witness.ts';
