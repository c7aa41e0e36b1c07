import { readFileSync } from 'node:fs';
import { commandHandler } from '@phananh/core';
import { decisionsOf, memoryEventStore } from '@phananh/core/testing';
import { demandOfAnyHistory } from '@phananh/core/testing/properties';
import { expect, it } from 'vitest';
import { loanWorkflow } from './loan.ts';

it('the smallest workflow is at most 40 lines, without those around it', () => {
  const lines = readFileSync(new URL('loan.ts', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.filter((line) => !line.startsWith('// #')).length).toBeLessThanOrEqual(40);
});

it('the smallest workflow is executed by a handler', async () => {
  // #region execute
  const loans = commandHandler({ workflow: loanWorkflow, store: memoryEventStore(), policy: undefined });
  const actor = { kind: 'librarian', id: 'l-1' };
  const { id } = await loans.create('lend', { book: 'Số đỏ' }, { actor });
  const { state } = await loans.execute(id, 'bring', {}, { actor });
  // #endregion execute
  expect(state).toEqual({ phase: 'back', book: 'Số đỏ' });
  await expect(loans.execute(id, 'bring', {}, { actor })).rejects.toMatchObject({ code: 'wrong-phase' });
});

it('the smallest workflow is tested by what happened before, a command, and what comes of it', () => {
  const given = decisionsOf(loanWorkflow);
  given()
    .when('lend', { book: 'Số đỏ' })
    .emits({ type: 'lent', data: { book: 'Số đỏ' } });
  given([{ type: 'lent', data: { book: 'Số đỏ' } }])
    .when('bring')
    .emits('returned');
});

// #region any-history
it('the smallest workflow holds what is promised of every one', () => demandOfAnyHistory(loanWorkflow));
// #endregion any-history
