import type { StreamFilter } from './client.ts';

/** Which records a subscription gets. The server reads the regular expression by the rules of .NET. */
export type RecordFilter = Pick<StreamFilter, 'filterOn' | 'regex'>;

/**
 * Selects the streams whose name begins with a prefix, compared character by character, and their metadata streams (`$$` and the name). It
 * selects no other system stream, and nothing at all for a prefix with which no stream name can begin.
 */
export const streamsWith = (streamPrefix: string): RecordFilter => ({
  filterOn: 'streamName',
  regex: patternOf(streamPrefix),
});

const patternOf = (streamPrefix: string): string => {
  if (streamPrefix === '') return '^(\\$\\$)?[^$]';
  if (streamPrefix.startsWith('$') || !streamPrefix.isWellFormed()) return '(?!)';
  return `^(\\$\\$)?${streamPrefix.replace(/[\\^$.*+?()[\]{}|#\s]/g, '\\$&')}`;
};

/** Selects metadata and tombstones of streams. */
export const deletionsOnly: RecordFilter = {
  filterOn: 'eventType',
  regex: '^\\$(metadata|streamDeleted)$',
};
