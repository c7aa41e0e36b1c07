import { instantOf, systemClock } from '@phananh/core/engine';
import { isExpired } from '../backup/key-backups.ts';
import { readManifest } from '../backup/manifest.ts';
import { evidenceFolderOf, keyFilesOf } from '../backup/parts.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import type { Settings } from '../config/settings.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { stillWorking } from '../progress/still-working.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import { continueLog } from '../transparency/continue-log.ts';
import { logPlaces } from '../transparency/open-log.ts';

type RestoreCommandOptions = CommonOptions & {
  readonly keys?: string;
  readonly toPosition?: number;
  readonly expiredKeys?: boolean;
};

export const run = async (
  folder: string,
  { json, keys, toPosition, expiredKeys = false, resolved, ...place }: RestoreCommandOptions,
): Promise<void> => {
  const { store } = place;
  if (store.scheme !== 'sqlite')
    throw new CliError(
      'wrong-usage',
      `a backup is restored into a file; \`phananh copy --from sqlite:${folder}/log.db\` takes its log to a server`,
    );
  const { settings } = resolved;
  if (keys !== undefined && !expiredKeys) demandInTerm(keys, settings);
  const restored = await restoreBackup({
    folder,
    log: store.path,
    readModels: readModelsPath(place),
    evidence: evidenceFolderOf(place, settings),
    transparency: logPlaces(place, settings.transparency).folder,
    keys,
    keyFiles: keyFilesOf(place, settings),
    toPosition,
  }).finally(stillWorking('the backup is copied, and every row of the copy looked at'));
  const { events, position, takenAt, evidenceFaults } = restored;
  for (const { id, fault } of evidenceFaults) say(`${id} was ${fault} when the backup was taken`);
  const newLog = await continueLog(place, settings.transparency, {
    reason: `The store was restored from the backup of ${takenAt}, up to position ${position}.`,
    at: systemClock.now(),
  });
  if (newLog !== undefined)
    say(
      `checkpoints were published of events that are gone now: the log ${newLog} begins, and its first entry commits to the last of them. Publish its key (phananh log key).`,
    );
  if (json === true) return printJson({ store: store.path, ...restored, newLog: newLog ?? null });
  const { policy } = await policyOfPlace(place);
  printLine(
    `${store.path} has ${grouped(events)} events up to position ${position}, of the backup of ${shownIn(policy.calendar.zone)(takenAt)}`,
  );
};

/** @throws {@link CliError} `keys-expired` */
const demandInTerm = (keys: string, { personal: { keyBackupDays: days } }: Settings): void => {
  const { takenAt } = readManifest(keys);
  if (isExpired(instantOf(Date.parse(takenAt)), { days, now: systemClock.now() }))
    throw new CliError('keys-expired', `${keys} is of ${takenAt}, more than ${days} days ago`);
};
