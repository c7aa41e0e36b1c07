import type { Command } from 'commander';
import { type CommonOptions, commandWith } from '../common-options.ts';
import { checkCalendars } from '../doctor/calendars.ts';
import { checkClocks } from '../doctor/clock.ts';
import { checkDisk, checkNode } from '../doctor/machine.ts';
import { checkProjections } from '../doctor/projections.ts';
import { checkStoreServer } from '../doctor/server.ts';
import { checkStore } from '../doctor/store.ts';
import { exitCodes, printJson, printLine } from '../output.ts';
import { calendarsOption, loadPolicy, type PolicyOptions, policyOption } from '../policy.ts';

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
  const policy = loadPolicy({ ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) });
  const { findings: ofStore, isReadable } =
    place.store.scheme === 'sqlite'
      ? { findings: await checkStore(place, place.store.path), isReadable: true }
      : await checkStoreServer(place.store);
  const findings = [
    checkNode(),
    await checkClocks(place, { confirm: confirmClock }),
    checkDisk(place),
    ...checkCalendars(policy),
    ...ofStore,
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
