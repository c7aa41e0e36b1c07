import { StoreLocked } from '@phananh/core/engine';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { endSignal } from '../process/end-signals.ts';
import { stopwatch } from '../process/stopwatch.ts';
import { sayOthers } from '../store/gaps.ts';
import { withReadModels, withRebuiltReadModels } from '../store/open-read-models.ts';

export const run = async ({
  json,
  retrySkipped = false,
  acceptLog = false,
  ...place
}: CommonOptions & { readonly retrySkipped?: boolean; readonly acceptLog?: boolean }): Promise<void> => {
  const elapsed = stopwatch();
  using end = endSignal();
  const rebuilt = await withRebuiltReadModels(
    place,
    { retrySkipped, acceptLog, signal: end.signal },
    (models) => ({
      position: models.position() ?? null,
      parked: models.parked(),
      skipped: models.skipped(),
    }),
  ).catch((error: unknown) => {
    if (error instanceof StoreLocked)
      throw new StoreLocked(
        `${error.message}; a host builds read models anew by itself when it has to`,
        error.details,
      );
    throw error;
  });
  if (rebuilt === undefined) {
    say('Interrupted. What served before serves on; nothing is left of the new ones.');
    process.exitCode = exitCodes.failed;
    return;
  }
  const seconds = elapsed();
  // The tables are whole, of those workflows that were given: what is of no other is said.
  await withReadModels(place, async (models) => sayOthers(models, place.workflows));
  if (json === true) printJson({ ...rebuilt, seconds });
  else {
    printLine(`computed up to position ${rebuilt.position ?? 'none'} in ${seconds} s`);
    for (const { stream, revision, type, message } of rebuilt.parked)
      printLine(`parked: ${stream} at revision ${revision} (${type}): ${message}`);
    for (const { stream, revision, type, reason } of rebuilt.skipped)
      printLine(`left out: ${stream} at revision ${revision} (${type}): ${reason}`);
  }
};
