import type { Clock, Revision } from '../../engine/index.ts';
import {
  openPhases,
  type ReDatingMove,
  type ReportState,
  reDatingMoves,
  type SlaPolicy,
} from '../../report/index.ts';
import type { CasePage, CaseQuery } from './case-queries.ts';

/** A due day of an open report that a calendar in force would move. */
export interface OpenMove extends ReDatingMove {
  readonly reportId: string;
  /** Of the report, when this was computed: where it has moved on since, it may be another move. */
  readonly revision: Revision;
}

export interface OpenMovesPage {
  readonly moves: readonly OpenMove[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

export interface OpenMovesOptions {
  readonly policy: SlaPolicy;
  /** What reports are loaded from: the handler of their commands. */
  readonly reports: {
    readonly clock: Clock;
    load(reportId: string): Promise<{ readonly state: ReportState; readonly revision: Revision } | undefined>;
  };
  /** Asks the read models which reports are open. */
  readonly cases: (query: CaseQuery) => CasePage | Promise<CasePage>;
  /** Called before each report: short streams are read without waiting, and others have something to do meanwhile. */
  readonly turn?: () => Promise<void>;
}

/** Reports that are looked at for one page. */
const reportsOfPage = 200;

/** What would move under a policy, a page of open reports at a time: those that the read models know. Nothing is done. */
export const openMoves = async (
  { policy, reports, cases, turn = async () => {} }: OpenMovesOptions,
  cursor?: string,
): Promise<OpenMovesPage> => {
  const now = reports.clock.now();
  const page = await cases({
    phase: openPhases,
    sort: 'submittedAt',
    limit: reportsOfPage,
    now,
    ...(cursor !== undefined && { cursor }),
  });
  const moves: OpenMove[] = [];
  for (const { reportId } of page.cases) {
    await turn();
    const subject = await reports.load(reportId);
    if (subject === undefined) continue;
    const { state, revision } = subject;
    for (const move of reDatingMoves(state, { now, policy })) moves.push({ reportId, revision, ...move });
  }
  return { moves, ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }) };
};
