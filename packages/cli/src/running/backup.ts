import { systemClock } from '@phananh/core/engine';
import { accessFolder } from '../access/open-access-log.ts';
import { deleteKeyBackup, isExpired, keyBackupsOf, noteKeyBackup } from '../backup/key-backups.ts';
import { evidenceFolderOf, keyFilesOf, sharedKeysOf, thereOf } from '../backup/parts.ts';
import { writeBackup } from '../backup/write-backup.ts';
import type { Settings } from '../config/settings.ts';
import { evidencePlaces } from '../evidence/open-evidence.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { countRows } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { stopwatch } from '../process/stopwatch.ts';
import { stillWorking } from '../progress/still-working.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';
import { logPlaces } from '../transparency/open-log.ts';

export const run = async (
  folder: string,
  { json, keys, resolved, ...place }: CommonOptions & { readonly keys?: string },
): Promise<void> => {
  if (place.store.scheme !== 'sqlite')
    throw new CliError(
      'wrong-usage',
      'a server backs itself up (docs/how-to/back-up.md); `phananh copy --to sqlite:<file>` takes its log into a file, again and again',
    );
  const { settings } = resolved;
  const { s3 } = settings.evidence;
  const keyFiles = thereOf(keyFilesOf(place, settings));
  const elapsed = stopwatch();
  const manifest = await writeBackup({
    log: place.store.path,
    readModels: readModelsPath(place),
    evidence: s3 === undefined ? evidenceFolderOf(place, settings) : undefined,
    ownFolders: [evidencePlaces(place, settings.evidence).folder, accessFolder(place, settings.accessLog)],
    transparency: logPlaces(place, settings.transparency).folder,
    keyFiles,
    folder,
    keys,
    takenAt: systemClock.now(),
  }).finally(stillWorking('the log is copied, and every row of the copy looked at'));
  const expired = keys === undefined ? [] : keepTerm(place, settings, keys);
  const { log, evidence, evidenceFaults } = manifest;
  if (evidenceFaults.length > 0) process.exitCode = exitCodes.failed;
  const seconds = elapsed();
  const counts = {
    events: log?.events ?? 0,
    streams: log?.streams ?? 0,
    position: log?.position ?? 0,
    files: evidence.length,
  };
  if (s3 !== undefined)
    say(
      `Without the photos and videos in the bucket ${s3.bucket}: it is backed up where it is, by versions of its objects.`,
    );
  const sharedKeys = sharedKeysOf(settings);
  if (sharedKeys !== undefined)
    say(`Without the keys in ${sharedKeys}: copy them by themselves, to where nothing of this lies.`);
  for (const one of expired)
    say(`${one} had keys, and was older than ${settings.personal.keyBackupDays} days: they are deleted`);
  if (json === true)
    return printJson({
      folder,
      ...counts,
      evidenceFaults,
      expiredKeys: expired,
      takenAt: manifest.takenAt,
      sha256: log?.sha256,
      seconds,
    });
  printLine(countRows(Object.entries(counts)));
  for (const { id, fault } of evidenceFaults)
    say(`${id} is ${fault}: put it back from an earlier backup, where it has that name`);
  printLine(
    evidenceFaults.length === 0
      ? `${folder}: whole and verified, in ${seconds} s`
      : `${folder}: verified, but ${evidenceFaults.length} photos or videos are missing or altered where they were taken from`,
  );
  if (keys === undefined && keyFiles.length > 0)
    say(
      `Without ${keyFiles.map(({ setting }) => setting).join(', ')}: --keys <other folder> takes them along.`,
    );
};

/** Notes a backup of keys that is whole, and deletes those whose term is over. @returns their folders */
const keepTerm = (place: StorePlace, { personal }: Settings, keys: string): readonly string[] => {
  noteKeyBackup(place, keys);
  const term = { days: personal.keyBackupDays, now: systemClock.now() };
  const expired = keyBackupsOf(place).filter((one) => one.isOwn && isExpired(one.takenAt, term));
  for (const one of expired) deleteKeyBackup(one);
  return expired.map(({ folder }) => folder);
};
