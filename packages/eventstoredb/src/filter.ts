/**
 * A regular expression for streams whose name begins so, system streams left out, as .NET reads it; letter by letter, and
 * nothing for a prefix that no stream name can begin with.
 */
export const patternOf = (streamPrefix: string): string => {
  if (streamPrefix === '') return '^[^$]';
  if (streamPrefix.startsWith('$') || !streamPrefix.isWellFormed()) return '(?!)';
  return `^${streamPrefix.replace(/[\\^$.*+?()[\]{}|#\s]/g, '\\$&')}`;
};
