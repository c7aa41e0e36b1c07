import { NotFound, ReportId } from '@phananh/core';
import { type StoreAddress, withReadModels } from './open-store.ts';

/** The id of the report that somebody named: by the id itself, or by the tracking code as it is written on paper. */
export const findReportId = async (address: StoreAddress, named: string): Promise<string> => {
  if (ReportId.safeParse(named).success) return named;
  const code = named.replaceAll(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const found = await withReadModels(address, async (models) => models.reportIdOf(code));
  if (found === undefined) throw new NotFound('report', named);
  return found;
};
