import type { ReadModels } from '@phananh/core/read-models';
import { say } from './output.ts';
import { grouped } from './table.ts';

/** What figures do not have of the log: never without saying so. */
export const sayGaps = (readModels: Pick<ReadModels, 'gaps'>): void => {
  const { parkedReports, skippedEvents, deletedReports, missingReports } = readModels.gaps();
  if (parkedReports > 0)
    say(
      `reports that stand still at an event that cannot be applied: ${grouped(parkedReports)} (phananh parked)`,
    );
  if (skippedEvents > 0) say(`events that are left out: ${grouped(skippedEvents)} (phananh parked)`);
  if (deletedReports > 0)
    say(
      `reports that somebody deleted in the store: ${grouped(deletedReports)}, of which ${grouped(missingReports)} are missing here (phananh parked)`,
    );
};
