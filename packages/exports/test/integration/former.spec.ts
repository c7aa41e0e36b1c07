import { huePolicy } from '@phananh/core';
import { lifecycleFixture } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { type ExportWhat, exportOf } from '../../src/index.ts';

const steps = [
  ['correct', { revision: 0, field: 'category', to: 'water', reason: 'Sai' }],
  ['redact', { field: 'category', reason: 'Riêng tư' }],
  ['redact', { field: 'location', reason: 'Riêng tư' }],
  ['keep-text', { text: 'Ổ gà', reason: 'Riêng tư' }],
  ['correct', { revision: 0, field: 'dueAt', to: '2031-01-01T00:00:00.000Z', reason: 'Sai' }],
] as const;

/** The rows of a case of another system as they stood until it was corrected, after some of these steps. */
const formerRows = async (order: readonly number[], what: ExportWhat) => {
  const { reports, give, clock } = await lifecycleFixture();
  const legacy = { system: 'old', caseId: '1', dueAt: '2030-01-01T00:00:00.000Z' };
  const location = { lat: 16.4637, lng: 107.5909, areaCode: 'thuan-hoa' };
  const { id } = await reports.handler.create(
    'submit',
    { text: 'Ổ gà', channel: 'import', category: 'roads', location, legacy },
    { actor: { kind: 'system', id: 'import:old' } },
  );
  for (const place of order) {
    const [command, input] = steps[place] ?? steps[0];
    await give(id, command, input);
  }
  const models = readModels(':memory:', { policy: huePolicy, clock });
  await models.catchUp(reports.store);
  const { chunks } = exportOf(models, { what, format: 'csv', exportedAt: clock.now(), audience: 'auditor' });
  const text = Buffer.concat((await Array.fromAsync(chunks)).map((chunk) => Buffer.from(chunk))).toString();
  await models.close();
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return { text, rows };
};

it('rows as they stood until a correction say what was known, and nothing that was redacted since or before', async () => {
  const { rows } = await formerRows([0], 'former-events');
  expect(rows).toMatchObject([
    { corrected_by: '1', revision: '0', type: 'submitted', category: 'roads', lat: '16.4637' },
  ]);
  expect((await formerRows([0], 'events')).rows[0]).toMatchObject({ category: 'water' });
  for (const order of [
    [0, 1, 2],
    [1, 2, 0],
  ]) {
    const { text, rows: left } = await formerRows(order, 'former-events');
    expect(left.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/roads|water|16\.46|107\.59/);
  }
});

it('a case that nothing corrected has no former rows', async () => {
  for (const what of ['former-events', 'former-clock-events'] as const)
    expect((await formerRows([1], what)).rows).toEqual([]);
});

it('redactions and kept texts change no clock: their rows say nothing of one, whatever is corrected, and nothing stood otherwise until them', async () => {
  const { rows } = await formerRows([2, 3, 4], 'events');
  expect(rows.map(({ type, due_day }) => [type, due_day])).toEqual([
    ['submitted', '2031-01-01'],
    ['redacted', ''],
    ['text-kept', ''],
    ['corrected', '2031-01-01'],
  ]);
  expect((await formerRows([2, 3], 'former-events')).rows).toEqual([]);
});
