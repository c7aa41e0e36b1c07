import { type Clock, citizen, huePolicy } from '@phananh/core';
import { runReports } from '@phananh/sqlite';

/** The lifecycle in a program that listens to nobody: a job, another web framework, a desktop. */
export const withoutAServer = async (file: string, options: { readonly clock?: Clock } = {}) => {
  // #region without-a-server
  await using host = await runReports({
    file,
    policy: huePolicy,
    onError: ({ what, error }) => console.error(`${what} failed and will be tried again`, error),
    ...options,
  });
  const { reports, readModels } = host;

  const given = { actor: citizen('c-17') };
  const location = { lat: 16.4637, lng: 107.5909 };
  const { reportId, trackingCode, position } = await reports.submit({ text: 'Đèn hỏng', location }, given);
  const { phase, dueDay } = await reports.get(reportId, given);
  const { events } = await reports.history(reportId, given);

  await readModels.whenApplied(position, { timeoutMilliseconds: 5_000 });
  const found = readModels.reportIdOf(trackingCode);
  // #endregion without-a-server
  return { reportId, found, phase, dueDay, events };
};
