import { derivedUuid } from '../../engine/index.ts';

/** The erasure of a person: they have one. */
export const erasureIdOf = (person: string): string => derivedUuid(`erasure:${person}`);

/** The erasure of what is over its term in a report, by the event that says so. */
export const retentionErasureIdOf = (reportId: string, revision: number): string =>
  derivedUuid(`erasure:retention:${reportId}:${revision}`);
