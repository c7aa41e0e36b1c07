import { streamOf } from '@phananh/core/engine';
import type { AccessQuery } from '@phananh/core/privacy';
import { reportWorkflow } from '@phananh/core/reports';
import { openAccessLog, tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { findReportId } from '../store/find-report.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';

interface AccessOptions extends CommonOptions {
  readonly report?: string;
  readonly stream?: string;
  readonly actor?: Pick<AccessQuery, 'actorKind' | 'actorId'>;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export const run = async (options: AccessOptions): Promise<void> => {
  const { report, stream, actor, from, to, limit, cursor, json, ...place } = options;
  if (report !== undefined && stream !== undefined)
    throw new CliError('wrong-usage', '--report and --stream name two subjects');
  const log = openAccessLog(place, options.resolved.settings.accessLog);
  if (log === undefined)
    throw new CliError('wrong-usage', 'no access log is kept here: accessLog.enabled is false');
  const of = report === undefined ? stream : streamOf(reportWorkflow, await findReportId(options, report));
  const query = {
    ...actor,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(cursor !== undefined && { cursor }),
  };
  const page = await log.read({ limit, ...query, ...(of !== undefined && { of: [of] }) });
  await log.close();
  const asked = { of: of === undefined ? [] : [of], query: { limit, ...query } };
  await tellShown(options, { way: 'phananh access', fields: ['access-log'], ...asked });
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
