// #region imports
import { readdirSync, readFileSync } from 'node:fs';
import type { RecordedEvent } from '@phananh/core';
import { decisionsOf, simulatedClock } from '@phananh/core/testing';
import { demandOfAnyHistory } from '@phananh/core/testing/properties';
import { describe, expect, it } from 'vitest';
import { laterLoanWorkflow } from './later-loan.ts';

// #endregion imports

// #region given
const given = decisionsOf(laterLoanWorkflow);
const lent = { type: 'lent', data: { title: 'Số đỏ' } } as const;
const renewed = { type: 'renewed', data: { weeks: 2 } } as const;

it('a loan is renewed twice at most', () => {
  given([lent, renewed]).when('renew', { weeks: 2 }).emits(renewed);
  given([lent, renewed, renewed]).when('renew').isRefused('renewed-too-often');
});
// #endregion given

// #region by
it('a loan is renewed by the reader who has it, and by nobody else', () => {
  const ann = { kind: 'reader', id: 'ann' };
  const ben = { kind: 'reader', id: 'ben' };
  given([{ ...lent, by: ann }])
    .when('renew', { weeks: 1 }, { actor: ann })
    .emits('renewed');
  const error = given([{ ...lent, by: ann }])
    .when('renew', { weeks: 1 }, { actor: ben })
    .isRefused('forbidden');
  expect(error.details).toMatchObject({ by: ['reader'] });
});
// #endregion by

// #region failing
it('a failing expectation says what came instead', () => {
  const fails = () => given([lent, renewed, renewed]).when('renew').emits('renewed');
  expect(fails).toThrow(`loan: renew by reader reader-1 was expected to emit
  renewed
and was refused with renewed-too-often: it was renewed 2 times already
after
  lent {"title":"Số đỏ"}
  renewed {"weeks":2}
  renewed {"weeks":2}`);
});
// #endregion failing

it('a test may bring a clock of its own', () => {
  const later = decisionsOf(laterLoanWorkflow, { clock: simulatedClock('2027-01-04T02:00:00.000Z') });
  later([{ ...lent, at: '2026-01-04T02:00:00.000Z' }])
    .when('bring')
    .emits('returned');
});

// #region histories
const folder = new URL('test/histories/', import.meta.url);
const histories = readdirSync(folder).map((file): readonly RecordedEvent[] =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
);

describe('every history that was ever stored', () => {
  it('is read as it was meant, and lives on', () => demandOfAnyHistory(laterLoanWorkflow, { histories }));

  it('of a loan with a `book` is one of that title', () => {
    expect(given(histories[0]).state).toMatchObject({ phase: 'lent', title: 'Số đỏ', reader: 'l-1' });
  });
});
// #endregion histories
