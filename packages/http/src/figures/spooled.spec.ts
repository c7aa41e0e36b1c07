import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { spooled } from './spooled.ts';

const stallMilliseconds = 30_000;
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-spooled-'));
  vi.stubEnv('TMPDIR', directory);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

/** Chunks, and whether what they are made of was let go. */
const source = (chunks: readonly (string | Uint8Array)[], end: () => void = () => {}) => {
  const state = { taken: 0, released: false };
  const made = async function* () {
    try {
      for (const chunk of chunks) {
        state.taken += 1;
        yield chunk;
      }
      end();
    } finally {
      state.released = true;
    }
  };
  return { state, chunks: made() };
};

describe('a file that is made while it is read', () => {
  it('is what it is made of, however it is cut into pieces', async () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 5_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const { chunks } = source(pieces);
        const { stream, ended } = await spooled(chunks, { stallMilliseconds });
        const read = Buffer.concat(await Array.fromAsync<Buffer>(stream));
        expect(read.equals(Buffer.concat(pieces.map((one) => Buffer.from(one as string))))).toBe(true);
        await ended;
        expect(readdirSync(directory)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('lets go of what it is made of although nobody reads it', async () => {
    const { state, chunks } = source(Array.from({ length: 100 }, () => 'x'.repeat(100_000)));
    const { stream, made, ended } = await spooled(chunks, { stallMilliseconds });
    await made;
    expect(state).toEqual({ taken: 100, released: true });
    stream.destroy();
    await ended;
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is cut off when its reader takes nothing for a while, and not while it takes a little', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { chunks } = source(Array.from({ length: 20 }, () => 'x'.repeat(300_000)));
    const { stream, made, ended } = await spooled(chunks, { stallMilliseconds });
    await made;
    const failed = new Promise<Error>((resolve) => stream.once('error', resolve));
    const reader = stream[Symbol.asyncIterator]();
    for (let n = 0; n < 5; n++) {
      vi.advanceTimersByTime(stallMilliseconds - 1);
      expect((await reader.next()).done).toBe(false);
    }
    expect(stream.destroyed).toBe(false);
    vi.advanceTimersByTime(stallMilliseconds);
    expect((await failed).message).toContain('took nothing');
    await ended;
    expect(readdirSync(directory)).toEqual([]);
  });

  it('ends with its reader: what is left is not made', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const state = { released: false };
    const endless = async function* () {
      try {
        for (;;) {
          yield 'x'.repeat(1_000);
          await gate;
        }
      } finally {
        state.released = true;
      }
    };
    const { stream, ended } = await spooled(endless(), { stallMilliseconds });
    stream.destroy();
    open();
    await ended;
    expect(state.released).toBe(true);
  });

  it('fails its reader with what it failed with', async () => {
    const { chunks } = source(['x'], () => {
      throw new Error('the disk is full');
    });
    const { stream, ended } = await spooled(chunks, { stallMilliseconds });
    await expect(Array.fromAsync(stream)).rejects.toThrow('the disk is full');
    await ended;
    expect(readdirSync(directory)).toEqual([]);
  });
});
