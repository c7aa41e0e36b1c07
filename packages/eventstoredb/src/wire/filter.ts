import type { StreamFilter } from './client.ts';

/** Which records a subscription is given, as .NET reads the expression. */
export type RecordFilter = Pick<StreamFilter, 'filterOn' | 'regex'>;

/**
 * Streams whose name begins so and what the server says of them (`$$` and the name), no other stream of the server's own; letter by
 * letter, and nothing for a prefix that no stream name can begin with.
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

/** What the server says of streams: their metadata and tombstones. */
export const deletionsOnly: RecordFilter = {
  filterOn: 'eventType',
  regex: '^\\$(metadata|streamDeleted)$',
};
