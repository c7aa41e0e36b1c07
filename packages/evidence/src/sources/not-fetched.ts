import { EvidenceError } from '@phananh/core/privacy';

/** Why something could not be had. Nothing of where it lies is said beyond what was given. */
export const notFetched = (why: string, cause?: unknown): EvidenceError =>
  new EvidenceError('photo-not-fetched', why, {}, { cause });
