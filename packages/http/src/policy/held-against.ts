import type { Instant, RecordedEvent, Reports, SlaPolicy } from '@phananh/core';
import { CalendarNotCovered } from '@phananh/core/calendar';
import { isDamagedEvent, streamOf } from '@phananh/core/engine';
import {
  type CaseMove,
  isJudgedOtherwise,
  type ReadModels,
  type WhatIf,
  type WhatIfSums,
  whatIf,
} from '@phananh/core/read-models';
import { agencyHistory, agencyWorkflow, reportWorkflow } from '@phananh/core/reports';
import { commandPolicy } from '@phananh/core/sla';
import type { FastifyRequest } from 'fastify';
import { askFor, readInTurns } from '../queries/asking.ts';

/** Reports that one question replays: a host has others to answer. `phananh whatif` replays all of them. */
const mostHeldAgainst = 1_000;
const pageOfReports = 200;

/** What the latest reports would have been under another policy. */
export interface HeldAgainst extends WhatIfSums {
  readonly asOf: Instant;
  /** How many reports were looked at, the latest first. */
  readonly looked: number;
  /** Whether there are no others. */
  readonly isAll: boolean;
  /** Left out on both sides: the calendar does not cover their days, or they cannot be read. */
  readonly leftOut: number;
  /** Clocks that are judged otherwise. */
  readonly judgedOtherwise: readonly CaseMove[];
}

/** Replays the latest reports under another policy, as `phananh whatif` does with all of them. Nothing is done. */
export const heldAgainst = (
  request: FastifyRequest,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
  given: SlaPolicy,
): Promise<HeldAgainst> =>
  readInTurns(request, async ({ turn = async () => {} }) => {
    const { store, handler } = reports;
    const asOf = handler.clock.now();
    const agencies = await agencyHistory(store.readAll({ streamPrefix: streamOf(agencyWorkflow, '') }));
    const held = whatIf(commandPolicy(given), agencies, { cohort: 'submitted', asOf });
    const judgedOtherwise: CaseMove[] = [];
    let [looked, leftOut] = [0, 0];
    let cursor: string | undefined;
    do {
      const page = await askFor(request, (by) =>
        readModels.cases(
          { sort: '-submittedAt', limit: pageOfReports, now: asOf, ...(cursor !== undefined && { cursor }) },
          by,
        ),
      );
      for (const { reportId } of page.cases) {
        await turn();
        const events = await Array.fromAsync(store.readStream(streamOf(reportWorkflow, reportId)));
        const moves = movesOf(held, events);
        looked += 1;
        if (moves === undefined) leftOut += 1;
        else judgedOtherwise.push(...moves.filter(isJudgedOtherwise));
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined && looked < mostHeldAgainst);
    return { ...held.sums(), asOf, looked, isAll: cursor === undefined, leftOut, judgedOtherwise };
  });

/** Undefined for what cannot be computed. */
const movesOf = (held: WhatIf, events: readonly RecordedEvent[]): readonly CaseMove[] | undefined => {
  try {
    return held.add(events);
  } catch (error) {
    if (error instanceof CalendarNotCovered || isDamagedEvent(error)) return undefined;
    throw error;
  }
};
