const minute = 60_000;
const hour = 60 * minute;
const zone = 7 * hour;

/** Knuth's multiplicative hash of a whole number, 32 bits. */
const mixed = (number: number): number => {
  const hash = Math.imul(number ^ (number >>> 15), 0x9e3779b1);
  return (hash ^ (hash >>> 13)) >>> 0;
};

/**
 * The moment at which what is wished for an instant happens. Everything of a quarter of an hour (of an hour at night)
 * happens together, at some second of it: many commands at once share a commit, and the log has their order.
 */
export const momentOf = (epoch: number): number => {
  const hourOfDay = Math.floor(((epoch + zone) % (24 * hour)) / hour);
  const length = hourOfDay >= 7 && hourOfDay < 18 ? 15 * minute : hourOfDay === 23 ? 10 * minute : hour;
  const slot = Math.floor(epoch / length);
  return slot * length + 1_000 + (mixed(slot) % (length - 2_000));
};
