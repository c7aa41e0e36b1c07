import { commandHandler, type NewEvent, type Reports } from '@phananh/core';
import type { RelatedSubject, Step } from '@phananh/core/engine';
import { type AgencyState, reportWorkflow } from '@phananh/core/reports';

/**
 * What the steps of a row make where nothing was imported before. Nothing is written.
 *
 * Throws the engine's error when a command is refused.
 */
export const wantedEvents = async (
  { store, policy }: Pick<Reports, 'store' | 'policy'>,
  agency: (id: string) => Promise<RelatedSubject<AgencyState>>,
  reportId: string,
  steps: readonly Step[],
): Promise<readonly NewEvent[]> => {
  let made: readonly NewEvent[] = [];
  const nowhere: Reports['store'] = {
    ...store,
    checksRelated: false,
    async *readStream() {},
    append: async (_, events) => {
      made = events;
      return { revision: events.length - 1, position: 0 };
    },
  };
  const handler = commandHandler({ workflow: reportWorkflow, store: nowhere, policy, related: { agency } });
  await handler.executeAll(reportId, steps, { assumeNew: true });
  return made;
};
