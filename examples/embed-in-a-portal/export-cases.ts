import { writeFile } from 'node:fs/promises';
import { exportOf } from '@phananh/exports';
import type { RunningReports } from '@phananh/sqlite';

/** The cases of a host as a file for a spreadsheet. */
export const exportCases = async ({ readModels }: Pick<RunningReports, 'readModels'>, file: string) => {
  // #region export
  const exportedAt = new Date().toISOString();
  const { chunks } = exportOf(readModels, { what: 'cases', format: 'csv', exportedAt });
  await writeFile(file, chunks);
  // #endregion export
};
