import type { RecordedEvent } from '@phananh/core';
import type { Batch } from '@phananh/core/engine';
import { type LeafMaker, leafMaker } from '@phananh/core/transparency';
import { newEvent } from '@phananh/test-support/new-event';
import { expect, it } from 'vitest';
import {
  beginLog,
  newLogKey,
  nodeCrypto,
  openLogFolder,
  provenStream,
  verifyLog,
  writeLogKey,
} from '../../src/index.ts';
import { logSigners, originOfEpoch } from '../../src/signing/log-key.ts';
import { sequencer } from '../../src/signing/sequencer.ts';
import { logOfTest, origin } from '../support/log.ts';

/** A log as earlier versions signed it: the digests of commands with something personal named whose key they are under. */
const signedEarlier = async (events: number) => {
  const log = logOfTest();
  const { store, options } = log;
  for (let at = 0; at < events; at += 1) {
    const event = newEvent({ at });
    const commandDigest = at % 2 === 0 ? `hs256:abc${at}:citizen:c-17` : 'digest';
    const metadata = { ...event.metadata, commandDigest };
    await store.append(`subject-${at % 3}`, [{ ...event, metadata }], { expectedRevision: 'any' });
  }
  const key = newLogKey(origin);
  writeLogKey(options.key, key);
  const name = originOfEpoch(origin, 1);
  const maker = leafMaker({ origin: name, pseudonymKey: key.pseudonymKey, hashes: nodeCrypto });
  const earlier: LeafMaker = {
    ...maker,
    leafOf: (event, index) => maker.earlierLeafOf(event, index) ?? maker.leafOf(event, index),
  };
  const sequence = sequencer({
    folder: openLogFolder(options.folder, 1),
    origin: name,
    signers: await logSigners(key, 1),
    maker: earlier,
    begun: { size: 0, position: 0, newest: undefined, edge: [], leaves: [] },
  });
  const recorded: RecordedEvent[] = await Array.fromAsync(store.readAll());
  for (const event of recorded) sequence.take(event);
  await sequence.publish();
  return log;
};

it('a log that an earlier version signed is told from one that was altered, and the next one is begun', async () => {
  const { options, run } = await signedEarlier(300);
  const { faults } = await verifyLog(options);
  expect(faults).toEqual([
    expect.objectContaining({
      kind: 'earlier-form',
      entry: 0,
      lastEntry: 298,
      stream: 'subject-0',
      revision: 0,
    }),
  ]);
  expect(faults[0]?.what).toContain('nothing was altered');
  await expect(run()).rejects.toMatchObject({ code: 'log-earlier-form' });
  await expect(provenStream(options, 'subject-0')).rejects.toMatchObject({ code: 'log-earlier-form' });
  await beginLog({ ...options, reason: 'signed by an earlier version', at: '2026-11-30T12:00:00.000Z' });
  const running = await run();
  await running.close();
  expect(await verifyLog(options)).toMatchObject({ faults: [], epoch: 2, uncovered: 0, events: 300 });
  expect((await provenStream(options, 'subject-0')).events).toHaveLength(100);
});

it('what was altered in a log that an earlier version signed is named all the same', async () => {
  const { store, options } = await signedEarlier(6);
  const altered = {
    ...store,
    subscribe: (given: Parameters<typeof store.subscribe>[0]) => changed(store.subscribe(given), 3),
  };
  const { faults } = await verifyLog({ ...options, store: altered });
  expect(faults.map(({ kind, entry }) => [kind, entry])).toEqual([
    ['earlier-form', 0],
    ['changed', 3],
  ]);
});

async function* changed(batches: AsyncIterable<Batch>, position: number): AsyncGenerator<Batch> {
  for await (const batch of batches)
    yield {
      ...batch,
      events: batch.events.map((event, index) =>
        index === position ? { ...event, data: { at: 'something else' } } : event,
      ),
    };
}
