export type { Awaitable, CryptoPort, HashesAtOnce } from '../../engine/index.ts';
export {
  type Bundle,
  type BundledEvent,
  type BundledFields,
  type BundledPersonal,
  bundleFormat,
  type ProvenEvent,
  type ProvenStream,
  readBundle,
} from './bundle.ts';
export { base64Of, bytesOfBase64, concatenated, hexOf, sameBytes, textOfUtf8, utf8 } from './bytes.ts';
export {
  type Checkpoint,
  checkpointText,
  readCheckpoint,
  type SignedCheckpoint,
  safeSize,
} from './checkpoint.ts';
export {
  type CompactRange,
  emptyRange,
  type GrowingTree,
  growingTree,
  isRangeOf,
  nodesOfSize,
  rootOfRange,
} from './compact-range.ts';
export { TransparencyError, type TransparencyErrorCode, transparencyErrors } from './errors.ts';
export { type GrowingTiles, growingTiles, type MadeTile, partialTiles } from './growing-tiles.ts';
export { hashLength, leafInput, type TreeHashes, treeHashes } from './hashes.ts';
export {
  type CommittedField,
  type CommittedPayload,
  type ContinuedLeaf,
  committedText,
  continuedLeaf,
  type LeafHeader,
  type LeafMaker,
  leafMaker,
  mostLeafBytes,
} from './leaf.ts';
export { type ProofFile, readProof, textOfProof } from './proof-file.ts';
export { type ProvenEntry, receiptIn, type VerifiedEntry, verifyEntry } from './receipt.ts';
export {
  type NoteSignature,
  type NoteSigner,
  readNote,
  readSignature,
  type SignedNote,
  signatureLine,
  signNote,
  textOfNote,
} from './signed-note.ts';
export { isStrictEd25519 } from './strict-ed25519.ts';
export * from './tiles.ts';
export {
  type Quorum,
  readTrust,
  type TrustedCheckpoint,
  type TrustedKey,
  type TrustPolicy,
  trustedCheckpoint,
} from './trust.ts';
export {
  isKeyName,
  readVerifierKey,
  signatureTypes,
  textOfKey,
  type VerifierKey,
  verifierKey,
} from './verifier-key.ts';
export {
  type BundleFault,
  bundleFaultKinds,
  type VerifiedBundle,
  type VerifiedEvent,
  verifyBundle,
} from './verify-bundle.ts';
export {
  cosignatureBytes,
  cosignedText,
  type VerifiedSignature,
  verifyNote,
  verifySignature,
} from './verify-note.ts';
export {
  type ConsistencyProof,
  type InclusionProof,
  verifyConsistency,
  verifyInclusion,
} from './verify-proofs.ts';
export { webCrypto } from './web-crypto.ts';
export {
  type AddCheckpoint,
  answerAddCheckpoint,
  readAddCheckpoint,
  type SeenTree,
  textOfAddCheckpoint,
  type Witness,
  type WitnessAnswer,
} from './witness.ts';
