import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram, run } from '../../src/index.ts';

let said = '';
let printed = '';
beforeEach(() => {
  [said, printed] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text: unknown) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text: unknown) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const id = '01a2136d-c611-71e2-83bd-18adfc1f0984';
const store = ['--store', 'sqlite:/nowhere/at/all.db'];

/** However it is noticed: by the parser, by a command, by who was asked. */
const wrong: readonly (readonly [string, ...string[]])[] = [
  ['bogus'],
  ['due', '--start', 'x', '--days', '3'],
  ['due', '--start', '2026-11-23', '--days', '0'],
  ['due', '--start', '2026-11-23', '--days', 'three'],
  ['due'],
  ['import'],
  ['history', id, '--at', '2026-11-23'],
  ['history', id, '--at', '2026-11-23T00:00:00Z', '--revision', '1', ...store],
  ['report', id, '--at', '2026-11-23T00:00:00Z', '--revision', '1', ...store],
  ['explain', id, '--at', '2026-11-23T00:00:00Z', '--as-of', '2026-11-24T00:00:00Z', ...store],
  ['explain', id, '--clock', 'bogus'],
  ['export', '--format', 'xes', '--what', 'cases'],
  ['sla', '--store', 'postgres://x'],
  ['sla', '--group-by', 'bogus'],
  ['sla', '--outcome', 'bogus'],
  ['penalties', '--outcome', 'bogus'],
];

describe.each(wrong)('%s %s %s', (...args) => {
  test('is wrong usage: exit code 2', async () => {
    expect(await run(createProgram(), args)).toBe(2);
    expect(said).not.toMatch(/^\{/m);
    expect(said).not.toBe('');
  });

  test('with --json says so in one line of JSON on standard error', async () => {
    expect(await run(createProgram(), [...args, '--json'])).toBe(2);
    expect(JSON.parse(said)).toEqual({
      error: {
        code: expect.stringMatching(/^(?:wrong-usage|invalid-.*)$/),
        message: expect.any(String),
        help: expect.any(String),
      },
    });
    expect(printed).toBe('');
  });
});

test('what fails says its code and message in JSON too, and exits with 1', async () => {
  expect(await run(createProgram(), ['history', id, '--json', ...store])).toBe(1);
  expect(JSON.parse(said)).toMatchObject({
    error: { code: 'store-unavailable', message: expect.stringContaining('does not exist') },
  });
});

test('help is no error, with --json or without', async () => {
  expect(await run(createProgram(), ['sla', '--help', '--json'])).toBe(0);
  expect(printed).toContain('Usage: phananh sla');
});
