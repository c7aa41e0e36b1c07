import { existsSync } from 'node:fs';
import { silentLog } from '@phananh/core/reports';
import { checkClocks } from '../doctor/clock.ts';
import { checkEvidence } from '../doctor/evidence.ts';
import { checkIssuers } from '../doctor/issuers.ts';
import { checkKeyBackups } from '../doctor/key-backups.ts';
import { checkKeys } from '../doctor/keys.ts';
import { checkDisk, checkNode } from '../doctor/machine.ts';
import { checkPhotos } from '../doctor/photos.ts';
import { checkPolicy } from '../doctor/policy.ts';
import { checkProjections } from '../doctor/projections.ts';
import { checkSealing } from '../doctor/sealing.ts';
import { checkStoreServer } from '../doctor/server.ts';
import { checkStore } from '../doctor/store.ts';
import { checkTransparency } from '../doctor/transparency.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine } from '../output/output.ts';
import { timesShownIn } from '../output/shown.ts';
import type { PolicyOptions } from '../setup/policy.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';
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
    ...(await checkIssuers(place.resolved.settings.auth)),
    ...ofStore,
    ...(isReadable ? await checkPolicy(place, asked) : []),
    ...(isReadable ? await checkProjections(place) : []),
    ...(isReadable && isThere(place) ? [await checkKeys(place, place.resolved.settings)] : []),
    ...(isReadable && isThere(place) ? [await checkSealing(place)] : []),
    ...(isThere(place) ? [checkKeyBackups(place, place.resolved.settings)] : []),
    ...(isReadable && isThere(place) ? await checkPhotos(place, place.resolved.settings) : []),
    ...(isReadable && isThere(place) ? await checkTransparency(place, place.resolved.settings) : []),
  ];
  const shown = timesShownIn(isReadable ? await zoneOf(place) : silentLog.policy.calendar.zone);
  for (const finding of findings) {
    if (json === true) printJson(finding);
    else {
      printLine(shown(`${marks[finding.state]} ${finding.what}: ${finding.found}`));
      if (finding.todo !== undefined) printLine(shown(`    ${finding.todo}`));
    }
  }
  if (findings.some(({ state }) => state === 'bad')) process.exitCode = exitCodes.failed;
};

/** A log that cannot be read has been told of already. */
const zoneOf = async (place: StorePlace): Promise<string> => {
  const { policy } = await policyOfPlace(place).catch(() => silentLog);
  return policy.calendar.zone;
};

const isThere = ({ store }: StorePlace): boolean => store.scheme !== 'sqlite' || existsSync(store.path);
