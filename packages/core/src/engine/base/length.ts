const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** How long something takes to people: whole ones of its largest unit that are over. */
export const inLargestUnit = (
  milliseconds: number,
): { readonly count: number; readonly unit: 'day' | 'hour' | 'minute' | 'second' } => {
  const [size, unit] = units.find(([one]) => milliseconds >= one) ?? ([1_000, 'second'] as const);
  return { count: Math.floor(milliseconds / size), unit };
};
