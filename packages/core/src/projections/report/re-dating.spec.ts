import { expect, it } from 'vitest';
import { huePolicy } from '../../report/index.ts';
import { openMoves } from './re-dating.ts';

it('others have a turn before each report is dated anew, though short streams are read without waiting', async () => {
  const told: string[] = [];
  const page = await openMoves(
    {
      policy: huePolicy,
      reports: {
        clock: { now: () => '2026-11-30T00:00:00.000Z' },
        load: async (id) => void told.push(id),
      },
      cases: ({ cursor }) => ({ cases: [{ reportId: `${cursor} a` }, { reportId: `${cursor} b` }] as never }),
      turn: async () => void told.push('turn'),
    },
    'after',
  );
  expect(told).toEqual(['turn', 'after a', 'turn', 'after b']);
  expect(page).toEqual({ moves: [] });
});
