const minute = 60_000;
const hour = 60 * minute;
const zone = 7 * hour;

/** How long the moments of the province are, by the hour of the day at which they begin. */
const lengths = [
  { from: 0, length: 6 * hour },
  { from: 6, length: hour },
  { from: 7, length: 30 * minute },
  { from: 18, length: 2 * hour },
  { from: 22, length: hour },
  // The last minutes before a term ends have their own.
  { from: 23, length: 30 * minute },
] as const;

/** Knuth's multiplicative hash of a whole number, 32 bits. */
const mixed = (number: number): number => {
  const hash = Math.imul(number ^ (number >>> 15), 0x9e3779b1);
  return (hash ^ (hash >>> 13)) >>> 0;
};

/**
 * The moment at which what is wished for an instant happens. Everything of half an hour (of some hours at night) happens
 * together, at some second of it: many commands at once share a commit, and the log has their order.
 */
export const momentOf = (epoch: number): number => {
  const ofDay = (epoch + zone) % (24 * hour);
  const { from, length } = lengths.findLast((each) => each.from * hour <= ofDay) ?? lengths[0];
  const start = epoch - ((ofDay - from * hour) % length);
  return start + 1_000 + (mixed(Math.floor(start / minute)) % (length - 2_000));
};
