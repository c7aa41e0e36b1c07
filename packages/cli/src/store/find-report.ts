import { NotFound } from '@phananh/core/engine';
import { ReportId } from '@phananh/core/reports';
import { CliError } from '../process/errors.ts';
import { withReadModels } from './open-read-models.ts';
import type { StorePlace } from './store-address.ts';

/** The id of the report that somebody named: by the id itself, or by the tracking code as it is written on paper. */
export const findReportId = async (place: StorePlace, named: string): Promise<string> => {
  if (ReportId.safeParse(named).success) return named;
  const found = await withReadModels(place, async (models) => models.reportIdOf(named));
  if (found === undefined) throw new NotFound('report', named);
  return found;
};

/** As {@link findReportId}, where a report may be one of a host elsewhere, which does not tell ids by tracking codes. */
export const reportIdFor = (
  named: string,
  options: StorePlace & { readonly url?: string },
): Promise<string> | string => {
  if (options.url === undefined) return findReportId(options, named);
  if (ReportId.safeParse(named).success) return named;
  throw new CliError('wrong-usage', 'with --url a report is named by its id');
};
