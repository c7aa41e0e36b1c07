import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SlaPolicy } from '@phananh/core';
import { vietnamCalendar } from '@phananh/core/calendar';
import { huePolicyData, slaPolicy } from '@phananh/core/reports';
import { lifecycleFixture, people } from '@phananh/core/testing';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-categories-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const policyWith = (byCategory: { readonly [category: string]: number }): SlaPolicy => {
  const { overall } = huePolicyData.clocks;
  const terms = Object.entries(byCategory).map(([name, count]) => [name, { count, unit: 'working-day' }]);
  const term = { ...overall.term, byCategory: Object.fromEntries(terms) };
  const clocks = { ...huePolicyData.clocks, overall: { ...overall, term } } as typeof huePolicyData.clocks;
  return slaPolicy({ ...huePolicyData, clocks }, [vietnamCalendar()]);
};

describe('the table of categories', () => {
  it('has those that were used, from the first event on, and those of the policy, with their terms', async () => {
    const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z');
    const { store } = lifecycle.reports;
    const path = join(directory, 'read.db');
    const rows = async (policy: SlaPolicy) => {
      const models = readModels(path, { policy, clock: lifecycle.clock });
      await models.catchUp(store);
      await models.close();
      const database = new Database(path, { readonly: true });
      const all = database.prepare('SELECT * FROM categories ORDER BY category').raw().all();
      database.close();
      return all;
    };
    const first = await lifecycle.submit();
    await lifecycle.reports.verify(first, { category: 'lighting' }, { actor: people.operator });
    const policy = policyWith({ flooding: 2 });
    expect(await rows(policy)).toEqual([
      ['flooding', '2 working-day', 1, null],
      ['lighting', '7 working-day', 0, '2026-03-02T02:00:00.000Z'],
    ]);
    lifecycle.clock.advance(60_000);
    const second = await lifecycle.submit();
    await lifecycle.reports.verify(second, { category: 'lighting' }, { actor: people.operator });
    await lifecycle.reports.reclassify(
      second,
      { category: 'flooding', reason: 'Ngập' },
      { actor: people.operator },
    );
    // Another policy, without building anything anew: a term that is gone goes, what was used stays.
    expect(await rows(policyWith({ lighting: 3, trees: 4 }))).toEqual([
      ['flooding', '7 working-day', 0, '2026-03-02T02:01:00.000Z'],
      ['lighting', '3 working-day', 1, '2026-03-02T02:00:00.000Z'],
      ['trees', '4 working-day', 1, null],
    ]);
    expect(await rows(policyWith({}))).toEqual([
      ['flooding', '7 working-day', 0, '2026-03-02T02:01:00.000Z'],
      ['lighting', '7 working-day', 0, '2026-03-02T02:00:00.000Z'],
    ]);
  });
});
