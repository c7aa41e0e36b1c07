import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelsBeside } from '@phananh/sqlite';
import { expect, it } from 'vitest';
import { figuresOf, percent } from '../../figures.ts';
import { loadDemo } from '../../load-demo.ts';
import { published } from '../../published.ts';
import { simulatedTime } from '../../simulation/clock.ts';

it('the whole province comes to the published figures', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-hue-s-'));
  try {
    const path = join(directory, 'demo.db');
    const loaded = await loadDemo(path);
    expect((loaded?.events ?? 0) / published.reports).toBeGreaterThan(8);
    expect((loaded?.events ?? 0) / published.reports).toBeLessThan(12);
    const { sla, satisfaction, penalties, agencies } = await figuresOf(
      readModelsBeside(path),
      simulatedTime.end,
    );
    expect(sla.cases).toBe(50_111);
    expect(percent(sla.ratios.resolutionRate.value)).toBe(97.1);
    expect(percent(sla.ratiosAgainstOriginal.onTimeOfDecided.value)).toBe(48.4);
    const { 'on-time': onTime, late } = sla.countsAgainstOriginal;
    expect(percent(late / (onTime + late))).toBe(51.6);
    // Most of what is late against the original term is within its extension.
    expect(sla.counts['on-time-extended']).toBeGreaterThan(sla.counts.late * 4);
    const { satisfied, acceptable, unsatisfied, rated } = satisfaction;
    expect([satisfied, acceptable, unsatisfied].map(({ value }) => percent(value))).toEqual([
      56.8, 18.6, 24.6,
    ]);
    expect(rated).toBeLessThan(satisfaction.published);
    expect(penalties.amount).toBe(3_098_490_000);
    expect(penalties.revoked.decisions).toBeGreaterThan(0);
    expect(agencies).toHaveLength(227);
    expect(agencies.filter(({ kind }) => kind === 'enterprise')).toHaveLength(25);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
