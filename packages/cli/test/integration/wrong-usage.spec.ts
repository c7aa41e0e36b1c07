import { describe, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

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
  ['explain', id, '--at', '2026-11-23T00:00:00Z', '--revision', '1', ...store],
  ['explain', id, '--as-of', '2026-11-23T00:00:00Z', '--revision', '1', ...store],
  ['explain', id, '--at', '2026-11-23T00:00:00Z', '--as-of', '2026-11-24T00:00:00Z', ...store],
  ['explain', id, '--clock', 'bogus'],
  ['export', '--format', 'xes', '--what', 'cases'],
  ['sla', '--store', 'postgres://x'],
  ['sla', '--group-by', 'bogus'],
  ['sla', '--outcome', 'bogus'],
  ['penalties', '--outcome', 'bogus'],
  ['import', 'cases.csv', '--map', 'map.json', '--corrections', '--reason', ' '],
  ['redate', '--apply', '--reason', '', ...store],
  ['log'],
];

describe.each(wrong)('%s %s %s', (...args) => {
  test('is wrong usage: exit code 2', async () => {
    const { code, err } = await phananh(...args);
    expect(code).toBe(2);
    expect(err).not.toMatch(/^\{/m);
    expect(err).not.toBe('');
  });

  test('with --json says so in one line of JSON on standard error', async () => {
    const { code, out, err } = await phananh(...args, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(err)).toEqual({
      error: {
        code: expect.stringMatching(/^(?:wrong-usage|invalid-.*)$/),
        message: expect.any(String),
        help: expect.any(String),
      },
    });
    expect(err).not.toContain('outputHelp');
    expect(out).toBe('');
  });
});

test('what fails says its code and message in JSON too, and exits with 1', async () => {
  const { code, err } = await phananh('history', id, '--json', ...store);
  expect(code).toBe(1);
  expect(JSON.parse(err)).toMatchObject({
    error: { code: 'store-unavailable', message: expect.stringContaining('does not exist') },
  });
});

test('--json alone lacks a command, and says so', async () => {
  const { code, err } = await phananh('--json');
  expect([code, JSON.parse(err)]).toMatchObject([
    2,
    { error: { code: 'wrong-usage', message: 'one of its commands has to be named' } },
  ]);
});

test('help is no error, with --json or without', async () => {
  const { code, out } = await phananh('sla', '--help', '--json');
  expect(code).toBe(0);
  expect(out).toContain('Usage: phananh sla');
});
