import { citizen, createReports, huePolicy, operator } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';

/** The lifecycle alone, with its events in memory. */
export const inMemory = async () => {
  // #region in-memory
  const reports = createReports({ store: memoryEventStore(), policy: huePolicy });
  const location = { lat: 16.4637, lng: 107.5909 };
  const { reportId } = await reports.submit({ text: 'Đèn đường hỏng', location }, { actor: citizen('c-17') });
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  const { phase, dueDay } = await reports.get(reportId, { actor: citizen('c-17') });
  // #endregion in-memory
  return { phase, dueDay };
};
