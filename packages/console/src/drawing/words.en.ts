export const en = {
  nothing: 'No case fits.',
  csv: 'Save as CSV',
  more: (shown: string, all: string) => `${shown} of ${all} rows are shown. The CSV file has them all.`,
  numerator: 'of these',
  denominator: 'of all',
  low: 'low',
  high: 'high',
} as const;
