import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { PhananhError, type Revision } from '@phananh/core';
import { derivedUuid } from '@phananh/core/engine';
import { type OpenMove, openMoves } from '@phananh/core/read-models';
import { PolicyDiffers, type PolicyOfLog, policyDifference } from '@phananh/core/reports';
import { clockOfHost } from '../admin/clock-operations.ts';
import type { Giver } from '../admin/giver.ts';
import { holdOrAsk } from '../admin/hold-or-ask.ts';
import { openGiver, pathsOf } from '../admin/open-giver.ts';
import { movesOfHost, policyOfHost } from '../admin/policy-of-host.ts';
import { type RemoteHost, type RemoteOptions, remoteHost } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { stillWorking } from '../progress/still-working.ts';
import {
  asPolicyToRead,
  givenPolicy,
  type PolicyOptions,
  policyToRead,
  policyToWrite,
} from '../setup/policy.ts';
import { rowsOfEveryPage } from '../store/every-page.ts';
import { withReadModels } from '../store/open-read-models.ts';
import { openForItself } from '../store/open-store.ts';
import { openReports, policyOfPlace } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';

export interface ReDateOptions extends CommonOptions, PolicyOptions, RemoteOptions {
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
  url,
  keyFile,
  ...place
}: ReDateOptions): Promise<void> => {
  if (apply && reason === undefined) throw new CliError('wrong-usage', '--apply needs a --reason');
  const asked = { ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) };
  const remote = { ...(url !== undefined && { url }), ...(keyFile !== undefined && { keyFile }) };
  const { moves, demandPolicy } =
    url === undefined ? await atPlace(place, asked) : await atHost(remoteHost(remote, pathsOf(place)), asked);
  if (json === true) for (const move of moves) printJson(shown(move));
  else if (moves.length > 0) printLine(table(headings, moves.map(row)));
  const ways = Object.groupBy(moves, ({ direction }) => direction);
  say(
    `${moves.length} due days would move: ${ways.later?.length ?? 0} later, ${ways.earlier?.length ?? 0} earlier, ${ways.unchanged?.length ?? 0} projected ones stay and are announced now`,
  );
  if (!apply) return;
  await demandPolicy();
  const giver = openGiver(place, remote);
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

/** What would move, and what refuses to move it under another policy than that of the log. */
interface Foretold {
  readonly moves: readonly OpenMove[];
  demandPolicy(): Promise<unknown>;
}

const atHost = async (host: RemoteHost, asked: PolicyOptions): Promise<Foretold> => {
  const ofLog = await policyOfHost(host);
  const { policy, difference } = asPolicyToRead(ofLog, asked);
  const moves = await movesOfHost(host, difference === undefined ? undefined : policy);
  return { moves, demandPolicy: async () => demandSame(ofLog, asked) };
};

const atPlace = async (place: StorePlace, asked: PolicyOptions): Promise<Foretold> => {
  const moves = await withReadModels(
    place,
    async (models, store) => {
      const { policy } = await policyToRead(store, asked);
      const { handler } = openReports(store, policy);
      const ask = (at: { readonly cursor?: string }) =>
        openMoves(
          {
            policy: handler.policy,
            reports: handler,
            cases: (query) => models.cases(query),
            turn: turnOfTheLoop,
          },
          at.cursor,
        ).then(({ moves: rows, nextCursor }) => ({ rows, nextCursor }));
      return rowsOfEveryPage(ask).finally(stillWorking('open clocks are dated anew'));
    },
    { tellsItself: true },
  );
  return { moves, demandPolicy: () => demandPolicyOf(place, asked) };
};

/**
 * Refuses another policy than that of the log; one that says nothing of policies takes what was asked for, unless a host holds it, which
 * has seen to that.
 */
const demandPolicyOf = (place: StorePlace, asked: PolicyOptions): Promise<unknown> =>
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
      demandSame(await policyOfPlace(place), asked);
      return 'hosted';
    },
  });

const demandSame = (ofLog: PolicyOfLog, asked: PolicyOptions): void => {
  const given = givenPolicy(asked, ofLog);
  const difference = given && policyDifference(given, ofLog.policy);
  if (difference !== undefined) throw new PolicyDiffers(difference);
};

/**
 * The same move is the same command: what was cut off in the middle can be done again. A report that has moved on since is refused: what
 * was going to be later might be earlier now.
 */
const applyMoves = async (giver: Giver, moves: readonly OpenMove[], reason: string): Promise<number> => {
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

const row = ({
  reportId,
  clock,
  round,
  oldDue,
  newDue,
  direction,
  late,
  fromCalendar,
  toCalendar,
}: OpenMove) => [
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

const shown = ({ oldDue, newDue, revision: _, ...move }: OpenMove) => ({
  ...move,
  oldDue: oldDue.day,
  newDue: newDue.day,
  projected: newDue.projected ?? false,
});
