#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodes, reportError } from './output.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has said itself what was wrong. Help and version are asked for, not mistaken.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  } else {
    process.exitCode = reportError(error);
  }
}
