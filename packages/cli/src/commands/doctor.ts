import type { Command } from 'commander';
import { checkClocks } from '../doctor/clock.ts';
import { checkDisk, checkNode } from '../doctor/machine.ts';
import { checkPolicy } from '../doctor/policy.ts';
import { checkProjections } from '../doctor/projections.ts';
import { checkStoreServer } from '../doctor/server.ts';
import { checkStore } from '../doctor/store.ts';
import { type CommonOptions, commandWith } from '../options/common-options.ts';
import { exitCodes, printJson, printLine } from '../output/output.ts';
import { calendarsOption, type PolicyOptions, policyOption } from '../setup/policy.ts';

export const doctor = (): Command =>
  commandWith('doctor', 'Looks at what phananh stands on: what is wrong, and what to do.', 'doctor --json')
    .addOption(policyOption())
    .addOption(calendarsOption())
    .option('--confirm-clock', 'tells the running host that the clock of its machine is right')
    .action(run);

const marks = { good: '✓', warning: '!', bad: '✗' } as const;

const run = async ({
  json,
  policy: file,
  calendars,
  confirmClock = false,
  ...place
}: CommonOptions & PolicyOptions & { readonly confirmClock?: boolean }): Promise<void> => {
  const asked = { ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) };
  const { findings: ofStore, isReadable } =
    place.store.scheme === 'sqlite'
      ? { findings: await checkStore(place, place.store.path), isReadable: true }
      : await checkStoreServer(place.store);
  const findings = [
    checkNode(),
    await checkClocks(place, { confirm: confirmClock }),
    checkDisk(place),
    ...ofStore,
    ...(isReadable ? await checkPolicy(place, asked) : []),
    ...(isReadable ? await checkProjections(place) : []),
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
