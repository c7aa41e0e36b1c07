import { NotFound } from '@phananh/core/engine';
import { ReportId } from '@phananh/core/reports';
import { withReadModels } from './open-read-models.ts';
import type { StorePlace } from './store-address.ts';

/** The id of the report that somebody named: by the id itself, or by the tracking code as it is written on paper. */
export const findReportId = async (place: StorePlace, named: string): Promise<string> => {
  if (ReportId.safeParse(named).success) return named;
  const found = await withReadModels(place, async (models) => models.reportIdOf(named));
  if (found === undefined) throw new NotFound('report', named);
  return found;
};
