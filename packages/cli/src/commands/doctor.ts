import type { Command } from 'commander';
import { type CommonOptions, commandWith } from '../common-options.ts';
import { checkClock, checkDisk, checkNode } from '../doctor/machine.ts';
import { checkProjections, checkStore } from '../doctor/store.ts';
import { exitCodes, printJson, printLine } from '../output.ts';

export const doctor = (): Command =>
  commandWith(
    'doctor',
    'Looks at what phananh stands on: what is wrong, and what to do.',
    'doctor --json',
  ).action(run);

const marks = { good: '✓', warning: '!', bad: '✗' } as const;

const run = async ({ store, json }: CommonOptions): Promise<void> => {
  const findings = [
    checkNode(),
    checkClock(),
    checkDisk(store),
    ...(await checkStore(store)),
    await checkProjections(store),
  ];
  for (const finding of findings) {
    if (json === true) printJson(finding);
    else {
      printLine(`${marks[finding.state]} ${finding.what}: ${finding.found}`);
      if (finding.todo !== undefined) printLine(`    ${finding.todo}`);
    }
  }
  if (findings.some(({ state }) => state === 'bad')) process.exitCode = exitCodes.failed;
};
