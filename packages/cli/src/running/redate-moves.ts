import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Reports, Revision } from '@phananh/core';
import { openPhases, type ReDatingMove, reDatingMoves } from '@phananh/core/reports';
import type { SqliteReadModels } from '@phananh/sqlite';

export interface Move extends ReDatingMove {
  readonly reportId: string;
  /** Of the report, when this was computed. */
  readonly revision: Revision;
}

/** What would move, report by report: the open ones that the read models know. */
export const movesOf = async (
  models: Pick<SqliteReadModels, 'cases'>,
  { handler }: { readonly handler: Pick<Reports['handler'], 'clock' | 'load' | 'policy'> },
): Promise<readonly Move[]> => {
  const moves: Move[] = [];
  const now = handler.clock.now();
  let cursor: string | undefined;
  do {
    const page = models.cases({
      phase: openPhases,
      sort: 'submittedAt',
      limit: 200,
      now,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { reportId } of page.cases) {
      const subject = await handler.load(reportId);
      if (subject === undefined) continue;
      for (const move of reDatingMoves(subject.state, { now, policy: handler.policy }))
        moves.push({ reportId, revision: subject.revision, ...move });
    }
    cursor = page.nextCursor;
    // Short streams are read without waiting, and whoever tells that this still goes on has a timer.
    await turnOfTheLoop();
  } while (cursor !== undefined);
  return moves;
};
