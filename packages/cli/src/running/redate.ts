import { PhananhError, type Revision } from '@phananh/core';
import { derivedUuid } from '@phananh/core/engine';
import { PolicyDiffers, policyDifference } from '@phananh/core/reports';
import { clockOfHost } from '../admin/clock-operations.ts';
import type { Giver } from '../admin/giver.ts';
import { holdOrAsk } from '../admin/hold-or-ask.ts';
import { openGiver } from '../admin/open-giver.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { stillWorking } from '../progress/still-working.ts';
import { givenPolicy, type PolicyOptions, policyToRead, policyToWrite } from '../setup/policy.ts';
import { withReadModels } from '../store/open-read-models.ts';
import { openForItself } from '../store/open-store.ts';
import { openReports, policyOfPlace } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Move, movesOf } from './redate-moves.ts';

export interface ReDateOptions extends CommonOptions, PolicyOptions {
  readonly apply?: boolean;
  readonly earlier?: boolean;
  readonly reason?: string;
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
    return movesOf(models, openReports(store, policy)).finally(stillWorking('open clocks are dated anew'));
  });
  if (json === true) for (const move of moves) printJson(shown(move));
  else if (moves.length > 0) printLine(table(headings, moves.map(row)));
  const ways = Object.groupBy(moves, ({ direction }) => direction);
  say(
    `${moves.length} due days would move: ${ways.later?.length ?? 0} later, ${ways.earlier?.length ?? 0} earlier, ${ways.unchanged?.length ?? 0} projected ones stay and are announced now`,
  );
  if (!apply) return;
  await demandPolicy(place, asked);
  const giver = openGiver(place, {});
  try {
    const wanted = moves.filter(({ direction }) => direction !== 'earlier' || earlier);
    const failed = await applyMoves(giver, wanted, reason ?? '').finally(stillWorking('due days are moved'));
    say(
      `${wanted.length - failed} moved, ${failed} refused, ${moves.length - wanted.length} left (--earlier)`,
    );
    if (failed > 0) process.exitCode = exitCodes.failed;
  } finally {
    await giver.close();
  }
};

/**
 * Refuses another policy than that of the log; one that says nothing of policies takes what was asked for, unless a host holds it, which
 * has seen to that.
 */
const demandPolicy = (place: StorePlace, asked: PolicyOptions): Promise<unknown> =>
  holdOrAsk<'written' | 'hosted'>(place, {
    hold: async () => {
      const store = await openForItself(place);
      try {
        await policyToWrite(store, asked);
      } finally {
        await store.close();
      }
      return 'written';
    },
    ask: async (socket) => {
      if ((await clockOfHost(socket)) === undefined) return undefined;
      const ofLog = await policyOfPlace(place);
      const given = givenPolicy(asked, ofLog);
      const difference = given && policyDifference(given, ofLog.policy);
      if (difference !== undefined) throw new PolicyDiffers(difference);
      return 'hosted';
    },
  });

/**
 * The same move is the same command: what was cut off in the middle can be done again. A report that has moved on since is refused: what
 * was going to be later might be earlier now.
 */
const applyMoves = async (giver: Giver, moves: readonly Move[], reason: string): Promise<number> => {
  let failed = 0;
  const revisions = new Map<string, Revision>();
  for (const { reportId, clock, round, toCalendar, newDue, revision } of moves) {
    const commandId = derivedUuid(`re-date:${reportId}:${clock}:${round}:${toCalendar}:${newDue.day}`);
    const expectedRevision = revisions.get(reportId) ?? revision;
    const asked = { workflow: 'report', id: reportId, command: 're-date', input: { clock, reason } };
    try {
      const given = await giver.give({ ...asked, commandId, expectedRevision });
      revisions.set(reportId, given.revision);
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

const shown = ({ oldDue, newDue, revision: _, ...move }: Move) => ({
  ...move,
  oldDue: oldDue.day,
  newDue: newDue.day,
  projected: newDue.projected ?? false,
});
