import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedClock } from '@phananh/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastUseInFile, readLastUse } from './last-use.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-last-use-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it('is written once a minute for each key at most, and whole when the host ends', () => {
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const written: string[] = [];
  const uses = lastUseInFile(join(directory, 'absent.json'), {
    clock,
    write: (_, text) => written.push(text),
  });
  uses.used('a');
  uses.used('a');
  uses.used('b');
  clock.advance(59_000);
  uses.used('a');
  expect(written).toHaveLength(2);
  clock.advance(1_000);
  uses.used('a');
  expect(written).toHaveLength(3);
  clock.advance(5_000);
  uses.used('a');
  uses.close();
  uses.close();
  expect(written).toHaveLength(4);
  expect(JSON.parse(written.at(-1) ?? '')).toEqual({
    a: '2026-12-07T02:01:05.000Z',
    b: '2026-12-07T02:00:00.000Z',
  });
});

it('is there for the next host, and a file that cannot be written or read keeps no machine out', () => {
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const path = join(directory, 'keys.json');
  lastUseInFile(path, { clock }).used('a');
  const next = lastUseInFile(path, { clock });
  next.used('b');
  expect(readLastUse(path)).toEqual({ a: clock.now(), b: clock.now() });
  const told: unknown[] = [];
  // A folder that is not there is made; below a file there can be none.
  const nowhere = join(path, 'keys.json');
  lastUseInFile(nowhere, { clock, onError: (error) => told.push(error) }).used('a');
  expect(told).toHaveLength(1);
  expect(readLastUse(nowhere)).toEqual({});
});
