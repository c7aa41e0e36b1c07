import type { ClockName, ReportState } from '@phananh/core/reports';
import { runningClock } from '@phananh/core/sla';

/** When a running clock is due, in milliseconds since the Unix epoch. */
export const dueOf = (report: ReportState, name: ClockName, which: 'due' | 'originalDue' = 'due'): number => {
  const due = runningClock(report, name)?.[which];
  if (due == null) throw new TypeError(`no clock ${name} runs that is due`);
  return Date.parse(due.at);
};
