import { derivedUuid } from '../../engine/index.ts';

/** The erasure of a person: they have one. */
export const erasureIdOf = (person: string): string => derivedUuid(`erasure:${person}`);

/** The erasure of what is over its term in a report, by the event that says so. */
export const retentionErasureIdOf = (reportId: string, revision: number): string =>
  derivedUuid(`erasure:retention:${reportId}:${revision}`);

/**
 * The name that the list of destroyed keys has an erasure under once every key that it destroys is gone. No such key is ever made: that it was
 * destroyed is all there is of it.
 */
export const keyOfErasure = (person: string): string => `erasure:${erasureIdOf(person)}`;
