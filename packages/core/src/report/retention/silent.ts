import type { RecordedReportEvent } from '../events.ts';

/** What says nothing in a report: it is about what was said before, and about how long that is kept. */
const silent: ReadonlySet<string> = new Set<RecordedReportEvent['type']>([
  'corrected',
  'personal-data-erased',
  'text-kept',
  'data-held',
  'data-released',
  'retention-ended',
]);

export const isSilent = ({ type }: Pick<RecordedReportEvent, 'type'>): boolean => silent.has(type);
