import { admin, PhananhError, type Reports, system } from '@phananh/core';
import { derivedUuid } from '@phananh/core/engine';
import { openPhases, type ReDatingMove, reDatingMoves } from '@phananh/core/reports';
import type { SqliteReadModels } from '@phananh/sqlite';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { type PolicyOptions, policyToRead, policyToWrite } from '../setup/policy.ts';
import { openForWriting, openReports, withReadModels } from '../store/open-store.ts';

export interface ReDateOptions extends CommonOptions, PolicyOptions {
  readonly apply?: boolean;
  readonly earlier?: boolean;
  readonly reason?: string;
}

interface Move extends ReDatingMove {
  readonly reportId: string;
}

export const run = async ({
  policy: file,
  calendars,
  apply = false,
  earlier = false,
  reason,
  json,
  ...place
}: ReDateOptions): Promise<void> => {
  if (apply && reason === undefined) throw new CliError('wrong-usage', '--apply needs a --reason');
  const asked = { ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) };
  const moves = await withReadModels(place, async (models, store) => {
    const { policy } = await policyToRead(store, asked);
    return movesOf(models, openReports(store, policy));
  });
  if (json === true) for (const move of moves) printJson(shown(move));
  else if (moves.length > 0) printLine(table(headings, moves.map(row)));
  const ways = Object.groupBy(moves, ({ direction }) => direction);
  say(
    `${moves.length} due days would move: ${ways.later?.length ?? 0} later, ${ways.earlier?.length ?? 0} earlier, ${ways.unchanged?.length ?? 0} projected ones stay and are announced now`,
  );
  if (!apply) return;
  const store = await openForWriting(place);
  try {
    const policy = await policyToWrite(store, asked);
    const wanted = moves.filter(({ direction }) => direction !== 'earlier' || earlier);
    const failed = await applyMoves(openReports(store, policy), wanted, reason ?? '');
    say(
      `${wanted.length - failed} moved, ${failed} refused, ${moves.length - wanted.length} left (--earlier)`,
    );
    if (failed > 0) process.exitCode = exitCodes.failed;
  } finally {
    await store.close();
  }
};

/** What would move, report by report: the open ones that the read models know. */
const movesOf = async (models: SqliteReadModels, reports: Reports): Promise<readonly Move[]> => {
  const moves: Move[] = [];
  const now = reports.handler.clock.now();
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
      const subject = await reports.handler.load(reportId);
      if (subject === undefined) continue;
      for (const move of reDatingMoves(subject.state, { now, policy: reports.handler.policy }))
        moves.push({ reportId, ...move });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return moves;
};

/** The same move is the same command: what was cut off in the middle can be done again. */
const applyMoves = async (reports: Reports, moves: readonly Move[], reason: string): Promise<number> => {
  let failed = 0;
  for (const { reportId, clock, round, toCalendar, newDue, direction } of moves) {
    const commandId = derivedUuid(`re-date:${reportId}:${clock}:${round}:${toCalendar}:${newDue.day}`);
    const actor = direction === 'earlier' ? admin('cli') : system('re-dating');
    try {
      await reports.reDate(reportId, { clock, reason }, { actor, commandId });
    } catch (error) {
      if (!(error instanceof PhananhError)) throw error;
      say(`${reportId} ${clock}: ${error.code}: ${error.message}`);
      failed += 1;
    }
  }
  return failed;
};

const headings = ['report', 'clock', 'round', 'due', 'would be', 'way', 'late already', 'from', 'to'];

const row = ({ reportId, clock, round, oldDue, newDue, direction, late, fromCalendar, toCalendar }: Move) => [
  reportId,
  clock,
  String(round),
  oldDue.day,
  newDue.day,
  direction,
  late ? 'yes, stays late' : 'no',
  fromCalendar,
  toCalendar,
];

const shown = ({ oldDue, newDue, ...move }: Move) => ({
  ...move,
  oldDue: oldDue.day,
  newDue: newDue.day,
  projected: newDue.projected ?? false,
});
