import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySnapshots, type Snapshot } from './snapshots.ts';

const snapshotOf = (revision: number, state: object): Snapshot => ({
  revision,
  position: revision,
  occurredAt: '2026-01-01T00:00:00.000Z',
  state,
  commands: { older: new Map(), recent: [] },
});

/** Bytes of its words, which every state of these tests is made of. */
const wordsOf = ({ state }: Snapshot): number => 2 * JSON.stringify(state).length;

describe('snapshots in memory', () => {
  it('are the latest of those that were used last', async () => {
    const store = memorySnapshots({ max: 2 });
    await store.save('a', 'key', snapshotOf(1, {}));
    await store.save('b', 'key', snapshotOf(1, {}));
    await store.save('a', 'key', snapshotOf(0, { older: true }));
    await store.load('a', 'key');
    await store.save('c', 'key', snapshotOf(1, {}));
    expect((await store.load('a', 'key'))?.revision).toBe(1);
    expect(await store.load('b', 'key')).toBeUndefined();
    expect(await store.load('a', 'other')).toBeUndefined();
  });

  it('take no more than their room, whatever is saved in whatever order', async () => {
    const text = fc.nat(3_000).map((length) => 'x'.repeat(length));
    const saves = fc.array(fc.record({ stream: fc.constantFrom('a', 'b', 'c', 'd'), text, more: text }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(saves, async (steps) => {
        const maxBytes = 20_000;
        const store = memorySnapshots({ maxBytes });
        for (const [revision, { stream, text: first, more }] of steps.entries()) {
          const before = await store.load(stream, 'key');
          // A part of it stays the same object, as it does in a state that goes on.
          await store.save(stream, 'key', snapshotOf(revision, { ...(before?.state ?? { first }), more }));
          const kept = await Promise.all(['a', 'b', 'c', 'd'].map((one) => store.load(one, 'key')));
          const bytes = kept.reduce((sum, one) => sum + (one === undefined ? 0 : wordsOf(one)), 0);
          expect(bytes).toBeLessThanOrEqual(maxBytes);
        }
      }),
    );
  });

  it('do not keep one that half of the room would go to, nor what it was before', async () => {
    const store = memorySnapshots({ maxBytes: 10_000 });
    await store.save('a', 'key', snapshotOf(1, { text: 'short' }));
    await store.save('b', 'key', snapshotOf(1, { text: 'short' }));
    await store.save('a', 'key', snapshotOf(2, { text: 'x'.repeat(3_000) }));
    expect(await store.load('a', 'key')).toBeUndefined();
    expect(await store.load('b', 'key')).toBeDefined();
    await store.save('a', 'key', snapshotOf(3, { text: 'short again' }));
    expect((await store.load('a', 'key'))?.revision).toBe(3);
  });
});
