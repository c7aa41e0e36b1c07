import type { Command } from 'commander';

/**
 * Options that stand before the command, behind it: `phananh --json sla` is `phananh sla --json`, of every command and of those within
 * commands. The parser knows options of a command behind its name only.
 */
export const optionsBehind = (program: Command, args: readonly string[]): readonly string[] => {
  if (args[0]?.startsWith('-') !== true || args.some((one) => one === '-h' || one === '--help')) return args;
  const at = args.findIndex((one) => childOf(program, one) !== undefined);
  if (at === -1) return args;
  const end = endOfNames(program, args, at);
  return [...args.slice(at, end), ...args.slice(0, at), ...args.slice(end)];
};

const childOf = (command: Command, word: string): Command | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word));

/** Behind the names of a command and of those within it. */
const endOfNames = (command: Command, args: readonly string[], at: number): number => {
  const child = childOf(command, args[at] ?? '');
  return child === undefined ? at : endOfNames(child, args, at + 1);
};
