import type { StreamFilter } from './client.ts';

/** Which records a subscription gets. The server reads the regular expression by the rules of .NET. */
export type RecordFilter = Pick<StreamFilter, 'filterOn' | 'regex'>;

/**
 * Selects the streams whose name begins with a prefix, compared letter by letter, and the metadata streams of those (`$$` and the name); no
 * other stream of the server's own. It selects nothing for a prefix with which no stream name can begin.
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
