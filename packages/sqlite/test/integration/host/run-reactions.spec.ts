import { createReports, huePolicy, systemClock } from '@phananh/core';
import type { ProcessManager } from '@phananh/core/engine';
import { memoryEventStore } from '@phananh/core/testing';
import { expect, it } from 'vitest';
import { runReactions } from '../../../src/host/run-reactions.ts';

/** Holds the thread. */
const work = (milliseconds: number): void => {
  for (const begun = performance.now(); performance.now() - begun < milliseconds; );
};

it('lets others have their turns while a long log is reacted to', async () => {
  const reports = createReports({ store: memoryEventStore(), policy: huePolicy });
  const input = { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 } };
  for (let n = 0; n < 20; n++) await reports.submit(input, { actor: { kind: 'citizen', id: 'c-17' } });
  const ending = new AbortController();
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    if (!ending.signal.aborted) setImmediate(turn);
  };
  turn();
  const turnsBefore: number[] = [];
  const processManager: Pick<ProcessManager, 'react'> = {
    react: async (events) => {
      for (const _ of events) {
        turnsBefore.push(turns);
        work(3);
      }
      if (turnsBefore.length === 20) ending.abort();
    },
  };
  await runReactions(
    {
      reports: { ...reports, processManager },
      checkpoints: { load: async () => undefined, save: async () => {} },
      reactions: { park: () => {}, lack: () => {}, settle: () => {}, isLeftOut: () => false },
      clock: systemClock,
    },
    { signal: ending.signal, onError: () => {}, onParked: () => {}, onPolicyAdopted: () => {} },
  );
  // After each reaction, because each takes longer than may be done at a stretch.
  expect(new Set(turnsBefore).size).toBe(20);
});
