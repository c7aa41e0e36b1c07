import { simulatedClock } from '@phananh/core/testing';
import { expect, it } from 'vitest';
import { rebuildState } from './rebuild-state.ts';

it('a rebuild is told from its beginning to its end, and what comes later belongs to no other', () => {
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const state = rebuildState(clock);
  expect([state.current(), state.isRunning()]).toEqual([undefined, false]);
  state.end('of none');
  state.begin('it was asked for');
  state.progress({ phase: 'finishing', position: 7, of: 9 });
  expect([state.current(), state.isRunning()]).toEqual([
    {
      phase: 'finishing',
      why: 'it was asked for',
      begunAt: clock.now(),
      endedAt: null,
      position: 7,
      of: 9,
      message: null,
    },
    true,
  ]);
  const begunAt = clock.now();
  clock.advance(1_000);
  state.end('the disk is full');
  state.end();
  state.progress({ phase: 'reading', position: 1, of: 2 });
  expect([state.current(), state.isRunning()]).toMatchObject([
    { phase: 'failed', message: 'the disk is full', begunAt, endedAt: clock.now(), position: 7 },
    false,
  ]);
  state.begin('again');
  state.end();
  expect(state.current()).toMatchObject({ phase: 'done', message: null });
});
