import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../program.ts';
import { optionsBehind } from './options-behind.ts';

/** Every command that does something, with its names. */
const every = (command: Command, names: readonly string[] = []): readonly (readonly string[])[] =>
  command.commands.flatMap((one) => {
    const named = [...names, one.name()];
    return [named, ...every(one, named)];
  });

const program = createProgram();

describe('options before a command', () => {
  it.each(every(program).map((names) => [names.join(' '), names] as const))(
    'stand behind it: %s',
    (_, names) => {
      expect(optionsBehind(program, ['--json', ...names, 'x', '--from', '2026'])).toEqual([
        ...names,
        '--json',
        'x',
        '--from',
        '2026',
      ]);
      const store = ['--store', 'sqlite:a.db', '--json'];
      expect(optionsBehind(program, [...store, ...names])).toEqual([...names, ...store]);
      expect(optionsBehind(program, [...names, ...store])).toEqual([...names, ...store]);
    },
  );

  it('are left where they are where no command is named, or help is asked for', () => {
    for (const args of [['--json'], ['--json', 'bogus'], ['--help', 'sla'], ['-h'], []])
      expect(optionsBehind(program, args)).toEqual(args);
  });
});
