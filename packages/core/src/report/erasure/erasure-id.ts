import { derivedUuid } from '../../engine/index.ts';

/** The erasure of a person: they have one. */
export const erasureIdOf = (person: string): string => derivedUuid(`erasure:${person}`);
