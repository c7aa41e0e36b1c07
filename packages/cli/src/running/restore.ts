import { evidenceFolderOf, keyFilesOf } from '../backup/parts.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { stillWorking } from '../progress/still-working.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';
import { readModelsPath } from '../store/read-models-path.ts';

type RestoreCommandOptions = CommonOptions & { readonly keys?: string; readonly toPosition?: number };

export const run = async (
  folder: string,
  { json, keys, toPosition, resolved, ...place }: RestoreCommandOptions,
): Promise<void> => {
  const { store } = place;
  if (store.scheme !== 'sqlite')
    throw new CliError(
      'wrong-usage',
      `a backup is restored into a file; \`phananh copy --from sqlite:${folder}/log.db\` takes its log to a server`,
    );
  const { settings } = resolved;
  const restored = await restoreBackup({
    folder,
    log: store.path,
    readModels: readModelsPath(place),
    evidence: evidenceFolderOf(place, settings),
    keys,
    keyFiles: keyFilesOf(place, settings),
    toPosition,
  }).finally(stillWorking('the backup is copied, and every row of the copy looked at'));
  const { events, position, takenAt, evidenceFaults } = restored;
  for (const { id, fault } of evidenceFaults) say(`${id} was ${fault} when the backup was taken`);
  if (json === true) return printJson({ store: store.path, ...restored });
  const { policy } = await policyOfPlace(place);
  printLine(
    `${store.path} has ${grouped(events)} events up to position ${position}, of the backup of ${shownIn(policy.calendar.zone)(takenAt)}`,
  );
};
