import { existsSync } from 'node:fs';
import { checkClocks } from '../doctor/clock.ts';
import { checkEvidence } from '../doctor/evidence.ts';
import { checkKeys } from '../doctor/keys.ts';
import { checkDisk, checkNode } from '../doctor/machine.ts';
import { checkPolicy } from '../doctor/policy.ts';
import { checkProjections } from '../doctor/projections.ts';
import { checkStoreServer } from '../doctor/server.ts';
import { checkStore } from '../doctor/store.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine } from '../output/output.ts';
import type { PolicyOptions } from '../setup/policy.ts';
import type { StorePlace } from '../store/store-address.ts';

const marks = { good: '✓', warning: '!', bad: '✗' } as const;

export const run = async ({
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
      : await checkStoreServer(place.store, place);
  const findings = [
    checkNode(),
    await checkClocks(place, { confirm: confirmClock }),
    checkDisk(place),
    ...checkEvidence(place, place.resolved.settings.evidence),
    ...ofStore,
    ...(isReadable ? await checkPolicy(place, asked) : []),
    ...(isReadable ? await checkProjections(place) : []),
    ...(isReadable && isThere(place) ? [await checkKeys(place, place.resolved.settings)] : []),
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

const isThere = ({ store }: StorePlace): boolean => store.scheme !== 'sqlite' || existsSync(store.path);
