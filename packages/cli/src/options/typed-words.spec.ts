import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withoutTypedSecrets } from './typed-words.ts';

const typed = (...args: readonly string[]): Command =>
  Object.assign(new Command(), { rawArgs: [...process.argv.slice(0, 2), ...args] });

describe('what was typed behind the address of a server', () => {
  it.each([
    ['esdb://user:pa', 'ss@host', '--agency', 'agency-x'],
    ['--store=esdb://user:pa', 'agency-x'],
    ['an:pa@hue.gov.vn', 'agency-x'],
    ['https://user:pa', 'ss@host.example', 'agency-x'],
    ['an@hue.gov.vn', 'esdb://user:pa', 'agency-x'],
  ])('is not said again: %j', (...args) => {
    expect(withoutTypedSecrets('there is no agency agency-x', typed(...args))).toBe('there is no agency …');
  });

  it.each([
    ['an.nguyen@hue.gov.vn', '--agency', 'agency-x'],
    ['--url', 'https://phananh.hue.example', '--agency', 'agency-x'],
    ['--on-behalf-of=http://127.0.0.1:8080', '--agency', 'agency-x'],
  ])(
    'is said again behind an e-mail or the address of a host, which are no addresses of servers: %j',
    (...args) => {
      const text = 'there is no agency agency-x';
      expect(withoutTypedSecrets(text, typed(...args))).toBe(text);
    },
  );
});
