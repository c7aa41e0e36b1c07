/** A ratio with what it is made of; null when the denominator is zero. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
}

export const ratio = (numerator: number, denominator: number): Ratio => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
});

/** A range in which a ratio lies. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of the normal distribution. */
const z = 1.959963984540054;

/**
 * The 95 % interval of a ratio: how far few cases can be trusted. Null without cases.
 *
 * @see E. B. Wilson, Probable inference, the law of succession, and statistical inference. JASA 22 (1927) 209–212.
 */
export const wilsonInterval = ({ numerator, denominator }: Ratio): Interval | null => {
  if (denominator === 0) return null;
  const share = numerator / denominator;
  const scale = 1 + z ** 2 / denominator;
  const middle = share + z ** 2 / (2 * denominator);
  const spread = z * Math.sqrt((share * (1 - share)) / denominator + z ** 2 / (4 * denominator ** 2));
  return {
    low: numerator === 0 ? 0 : (middle - spread) / scale,
    high: numerator === denominator ? 1 : (middle + spread) / scale,
  };
};

/**
 * A share from 0 to 1 as it is shown in per cent with one decimal: what is not all is not shown as all, nor what is something as nothing.
 * 9,996 of 10,000 are 99.9 %.
 */
export const shownShare = (share: number): number =>
  share >= 1 || share <= 0 ? share : Math.min(0.999, Math.max(0.001, share));
