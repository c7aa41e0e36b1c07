import type { RecordedEvent } from '@phananh/core';

/** What a store gives in place of events that are missing: it is none itself, and has no entry. */
export const isGap = ({ id, fault }: RecordedEvent): boolean => fault !== undefined && id === '';
