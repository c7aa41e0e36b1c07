import type { Revision } from './envelope.ts';
import { InvalidAppend, WrongExpectedRevision } from './errors.ts';
import type { ExpectedRevision } from './event-store.ts';

/** @throws {@link InvalidAppend} when it is neither a revision nor one of the three states */
export const assertExpectedRevision = (expectedRevision: ExpectedRevision): void => {
  switch (expectedRevision) {
    case 'no-stream':
    case 'stream-exists':
    case 'any':
      return;
    default:
      if (Number.isSafeInteger(expectedRevision) && expectedRevision >= 0) return;
      throw new InvalidAppend(`${String(expectedRevision)} is not an expected revision`);
  }
};

/** @param currentRevision the stream's last revision, `null` when there is no stream */
export const meetsExpectedRevision = (
  expectedRevision: ExpectedRevision,
  currentRevision: Revision | null,
): boolean => {
  switch (expectedRevision) {
    case 'any':
      return true;
    case 'no-stream':
      return currentRevision === null;
    case 'stream-exists':
      return currentRevision !== null;
    default:
      return currentRevision === expectedRevision;
  }
};

/** @throws {@link WrongExpectedRevision} */
export const assertExpectedRevisionMet = (
  stream: string,
  expectedRevision: ExpectedRevision,
  currentRevision: Revision | null,
): void => {
  if (meetsExpectedRevision(expectedRevision, currentRevision)) return;
  throw new WrongExpectedRevision(stream, expectedRevision, currentRevision);
};
