import type { Frame, Visit } from '../frame/screen.ts';
import { labelOf } from './told.ts';

/**
 * What many reports are called beside each other, by their id: the tracking code to those who are shown it, the centre, and a short number to
 * others.
 */
export const casesCalled = (
  { readModels }: Pick<Frame, 'readModels'>,
  { actor }: Pick<Visit, 'actor'>,
  reportIds: readonly string[],
): ((reportId: string) => string) => {
  const codes = actor?.kind === 'operator' ? readModels.trackingCodesOf(reportIds) : undefined;
  return (reportId) => codes?.get(reportId) ?? labelOf({}, reportId);
};
