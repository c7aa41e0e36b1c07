import { describe, expect, it } from 'vitest';
import { figureStyle } from './figure-style.ts';
import { style } from './style.ts';

/** The colours of the style by name, each as it is by day and by night. */
const colours: ReadonlyMap<string, readonly [day: string, night: string]> = new Map(
  [...(style + figureStyle).matchAll(/--([a-z0-9-]+):light-dark\((#[0-9a-f]+),(#[0-9a-f]+)\)/g)].map(
    ([, name = '', day = '', night = '']) => [name, [day, night]] as const,
  ),
);

/** WCAG 2.2, relative luminance. */
const luminance = (colour: string): number => {
  const digits = colour.length === 4 ? colour.replaceAll(/[0-9a-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const contrasts = (ink: string, ground: string): readonly number[] => {
  const [of, on] = [colours.get(ink), colours.get(ground)];
  if (of === undefined || on === undefined) throw new Error(`no ${ink} or ${ground}`);
  return [contrast(of[0], on[0]), contrast(of[1], on[1])];
};

describe('the colours of pages, by day and by night', () => {
  it.each([
    ...['ink', 'soft', 'accent'].flatMap((ink) =>
      ['ground', 'card', 'sunk'].map((ground) => [ink, ground] as const),
    ),
    ...['good', 'warn', 'bad', 'calm', 'accent'].flatMap((tone) => [
      [tone, `${tone}-soft`] as const,
      [tone, 'card'] as const,
    ]),
    ['accent-ink', 'accent'] as const,
    ['bad-ink', 'bad'] as const,
    ['ink', 'accent-soft'] as const,
    ['ink', 'bad-soft'] as const,
    ['ground', 'ink'] as const,
  ])('let one read %s on %s: 4.5 to 1', (ink, ground) => {
    for (const found of contrasts(ink, ground)) expect(found).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['series-1', 'series-2', 'series-3', 'accent', 'ink'])(
    'let one see %s in a drawing, and where the focus is: 3 to 1 on whatever it lies on',
    (colour) => {
      for (const ground of ['ground', 'card', 'sunk'])
        for (const found of contrasts(colour, ground)) expect(found).toBeGreaterThanOrEqual(3);
    },
  );
});
