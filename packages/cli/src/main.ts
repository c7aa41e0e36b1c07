#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { doctor } from './commands/doctor.ts';
import { history } from './commands/history.ts';
import { importCommand } from './commands/import.ts';
import { report } from './commands/report.ts';
import { serve } from './commands/serve.ts';
import { sla } from './commands/sla.ts';
import { exitCodes, reportError } from './output.ts';

const commands = [serve(), importCommand(), report(), history(), sla(), doctor()];

const program = new Command('phananh')
  .description("Citizens' field reports: an event-sourced workflow engine.")
  .addHelpText('after', '\nExample:\n  $ phananh serve --port 4000\n  $ phananh <command> --help');

// Throwing instead of exiting, so that every way out is below; commands made elsewhere do not inherit it.
for (const command of [program, ...commands])
  command.exitOverride().showHelpAfterError('(--help shows an example)');
for (const command of commands) program.addCommand(command);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has said itself what was wrong. Help and version are asked for, not mistaken.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  } else {
    process.exitCode = reportError(error);
  }
}
