const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const zone = 7 * hour;

/** Hours of the day at which the province looks up: whoever has done something does the next thing after one of them. */
const breaks = [8, 10, 12, 14, 16, 18, 21, 24].map((at) => at * hour);

/** The next break after an instant. */
export const nextBreak = (epoch: number): number => {
  const ofDay = (epoch + zone) % day;
  return epoch - ofDay + (breaks.find((at) => at > ofDay) ?? day);
};

/** Knuth's multiplicative hash of two whole numbers, 32 bits. */
const mixed = (one: number, other: number): number => {
  const hash = Math.imul(Math.imul(one + 1, 0x9e3779b1) ^ other ^ (other >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
};

/** When within its minute what is wished for an instant happens: plans are in minutes, people are not. */
export const momentOf = (epoch: number, who: number): number => {
  const whole = Math.floor(epoch / minute);
  return whole * minute + 500 + (mixed(who, whole) % (minute - 1_000));
};

/** When after a break somebody goes on who could not go on before it: not all of them at once. */
export const afterBreak = (epoch: number, who: number): number =>
  momentOf(epoch + (mixed(who, 7) % 24) * minute, who);
