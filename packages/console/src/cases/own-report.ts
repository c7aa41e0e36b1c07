import { type EventView, findSubject, NotFound } from '@phananh/core/engine';
import { readInTurns } from '@phananh/http/pages';
import type { Html } from '../frame/html.ts';
import type { Frame, Visit } from '../frame/screen.ts';
import type { FoundCase } from './found.ts';

/** What is at hand of a case for the page that its reporter sees of it. */
export interface OwnReport {
  readonly one: FoundCase;
  readonly events: readonly EventView[];
  /** The calendars of its clocks. */
  readonly clocks: Html;
  /** The command that was done last. */
  readonly done: Html;
  /** Its receipt, or when there will be one. */
  readonly receipt: Html;
}

/** What reporters see of their report at the address at which officers see the case. */
export type ShowOwnReport = (frame: Frame, visit: Visit, report: OwnReport) => Promise<Html>;

/** Whether whoever looks is the reporter of a report, so that its public pages can lead to their own. */
export const isReporter = async (
  { reports: { handler } }: Pick<Frame, 'reports'>,
  { actor, request }: Visit,
  id: string,
): Promise<boolean> => {
  if (actor?.kind !== 'citizen') return false;
  try {
    const { audience } = await readInTurns(request, (how) => findSubject(handler, id, { actor, ...how }));
    return audience === 'reporter';
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
};
