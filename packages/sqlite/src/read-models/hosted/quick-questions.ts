import type { WorkingCalendar } from '@phananh/core/calendar';
import type { QuestionName, Questions } from '@phananh/core/read-models';
import { isSummedUp } from '../figures/sla.ts';

/** Whether a question takes milliseconds only. */
export const isQuickQuestion = <Name extends QuestionName>(
  calendar: WorkingCalendar,
  name: Name,
  query: Questions[Name],
): boolean =>
  name === 'cases' ||
  name === 'casesOfTelephone' ||
  name === 'caseCount' ||
  name === 'caseCounts' ||
  name === 'published' ||
  name === 'gamingSignals' ||
  name === 'list' ||
  // The name tells which question it is.
  (name === 'sla' && isSummedUp(calendar, query as Questions['sla'])) ||
  (name === 'ranking' && isSummedUp(calendar, { ...(query as Questions['ranking']), groupBy: ['agency'] }));
