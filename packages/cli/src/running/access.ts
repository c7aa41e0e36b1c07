import { streamOf } from '@phananh/core/engine';
import { type AccessQuery, streamsOfSubject } from '@phananh/core/privacy';
import { lifecycleWorkflows, reportWorkflow } from '@phananh/core/reports';
import { openAccessLog, tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { findReportId } from '../store/find-report.ts';
import { withIdentity } from '../store/identity.ts';
import { openAsStored, openForReading } from '../store/open-store.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';

interface AccessOptions extends CommonOptions {
  readonly report?: string;
  readonly stream?: string;
  readonly person?: string;
  readonly actor?: Pick<AccessQuery, 'actorKind' | 'actorId'>;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export const run = async (options: AccessOptions): Promise<void> => {
  const { report, stream, person, actor, from, to, limit, cursor, json, ...place } = options;
  if ([report, stream, person].filter((one) => one !== undefined).length > 1)
    throw new CliError('wrong-usage', '--report, --stream and --person name several subjects');
  // Its address may be mistyped: nothing is made for a store that is not there.
  await (await openAsStored(place)).close();
  const log = openAccessLog(place, options.resolved.settings.accessLog);
  if (log === undefined)
    throw new CliError('wrong-usage', 'no access log is kept here: accessLog.enabled is false');
  const named = report === undefined ? stream : streamOf(reportWorkflow, await findReportId(options, report));
  const of = named === undefined ? [] : [named];
  const wanted = person === undefined ? of : await streamsOf(person, options);
  const query = {
    ...actor,
    ...(person !== undefined && { person }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(cursor !== undefined && { cursor }),
  };
  const isOfSome = named !== undefined || person !== undefined;
  const page = await log.read({ limit, ...query, ...(isOfSome && { of: wanted }) });
  await log.close();
  await tellShown(options, { way: 'phananh access', fields: ['access-log'], of, query: { limit, ...query } });
  if (json === true) return printJson(page);
  const { zone } = (await policyOfPlace(options)).policy.calendar;
  const shown = shownIn(zone);
  printLine(
    table(
      ['when', 'who', 'for what', 'how', 'which', 'of'],
      page.entries.map((entry) => [
        shown(entry.at),
        [entry.actor, ...(entry.givenBy ? [entry.givenBy] : [])]
          .map(({ kind, id }) => `${kind} ${id}`)
          .join(' by '),
        entry.purpose,
        entry.way,
        entry.fields.join(', '),
        entry.of.length > 3
          ? `${entry.of.slice(0, 3).join(', ')} and ${entry.of.length - 3} more`
          : entry.of.join(', ') || 'all',
      ]),
    ),
  );
  if (page.nextCursor !== undefined) say(`more: --cursor ${page.nextCursor}`);
};

const streamsOf = async (person: string, options: CommonOptions): Promise<readonly string[]> => {
  const workflows = withIdentity(options.workflows).map(({ workflow }) => workflow);
  const store = await openForReading(options);
  try {
    return await streamsOfSubject(store, [...lifecycleWorkflows, ...workflows], person);
  } finally {
    await store.close();
  }
};
