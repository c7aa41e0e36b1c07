import type { Gaps, ReadModels } from '@phananh/core/read-models';
import type { SqliteReadModels } from '@phananh/sqlite';
import { say } from '../output/output.ts';
import { counted, grouped } from '../output/table.ts';
import { withIdentity } from './identity.ts';
import type { StorePlace } from './store-address.ts';

type Asked = Pick<ReadModels, 'gaps'> & Pick<SqliteReadModels, 'otherStreams'>;

/** Streams of workflows that the command was not given: named, never guessed. Of those that it was: where their rows are. */
export const sayOthers = (
  { otherStreams }: Pick<SqliteReadModels, 'otherStreams'>,
  workflows: StorePlace['workflows'] = [],
): void => {
  for (const { category, streams } of otherStreams(withIdentity(workflows).map(({ workflow }) => workflow)))
    say(
      `the log has ${counted(streams, 'stream')} ${category}-…, of a workflow that this command was not given (--workflows)`,
    );
};

/** What figures do not have of the log: never without saying so. */
export const sayGaps = (readModels: Asked, workflows: StorePlace['workflows'] = []): void => {
  sayOthers(readModels, workflows);
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

/** The same of a list of another workflow, and of its counts. */
export const sayGapsOfList = ({
  parkedStreams,
  skippedEvents,
  deletedStreams,
}: Pick<Gaps, 'parkedStreams' | 'skippedEvents' | 'deletedStreams'>): void => {
  if (parkedStreams > 0)
    say(
      `streams that stand still at an event that cannot be applied: ${grouped(parkedStreams)} (phananh parked)`,
    );
  if (skippedEvents > 0) say(`events that are left out: ${grouped(skippedEvents)} (phananh parked)`);
  if (deletedStreams > 0)
    say(`streams that somebody deleted in the store: ${grouped(deletedStreams)} (phananh parked)`);
};

/** The same of an extract. */
export const sayExports = (what: string, workflows: StorePlace['workflows'] = []): void => {
  for (const { workflow, lists } of workflows)
    for (const name of Object.keys(lists))
      if (name !== what) say(`this is of ${what}; those of ${workflow.name}: phananh export --what ${name}`);
};

/** These are of reports; where the rows and counts of other workflows are. */
export const sayLists = (workflows: StorePlace['workflows'] = []): void => {
  for (const { workflow, lists } of workflows)
    for (const name of Object.keys(lists))
      say(
        `this is of reports; those of ${workflow.name}: phananh list ${name}, with --count for its figures`,
      );
};
