import { describe, expect, it } from 'vitest';
import { progressLines } from './progress-lines.ts';

/** Progress of a minute, reported ten times a second. */
const toldInAMinute = (isTerminal: boolean): readonly string[] => {
  const told: string[] = [];
  let now = 0;
  const tell = progressLines({ isTerminal, write: (text) => told.push(text), now: () => now });
  for (; now <= 60_000; now += 100) tell(() => `${now / 1000} s`);
  return told;
};

describe('progress of what takes long', () => {
  it('is a line every few seconds where there is no terminal', () => {
    const told = toldInAMinute(false);
    expect(told.slice(0, 3)).toEqual(['5 s\n', '10 s\n', '15 s\n']);
    expect(told).toHaveLength(12);
  });

  it('is one line that changes on a terminal', () => {
    const told = toldInAMinute(true);
    expect(told[0]).toBe('\r0.2 s ');
    expect(told.join('')).not.toContain('\n');
    expect(told).toHaveLength(300);
  });
});
