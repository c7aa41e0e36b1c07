import { InvalidAppend, WrongExpectedRevision } from '../base/errors.ts';
import type { Revision } from '../base/places.ts';
import type { ExpectedRevision, RelatedRevision } from './event-store.ts';
import { assertStreamName } from './stream-name.ts';

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

/** @throws {@link InvalidAppend} when one names no stream, or neither a revision nor `no-stream` */
export const assertRelated = (related: readonly RelatedRevision[]): void => {
  for (const { stream, revision } of related) {
    assertStreamName(stream);
    if (revision === 'no-stream' || (Number.isSafeInteger(revision) && revision >= 0)) continue;
    throw new InvalidAppend(`${String(revision)} is not a revision of a related stream`, { stream });
  }
};

/** For a store that cannot check them. @throws {@link InvalidAppend} */
export const assertNoRelated = (related: readonly RelatedRevision[] = []): void => {
  const [first] = related;
  if (first === undefined) return;
  throw new InvalidAppend('this event store does not check related streams', { stream: first.stream });
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
