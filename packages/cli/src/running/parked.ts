import { setTimeout } from 'node:timers/promises';
import type { EventStore, SlaPolicy } from '@phananh/core';
import type { ParkedStream, SkippedEvent } from '@phananh/core/read-models';
import type {
  LeftOutReaction,
  NamedReactions,
  ParkedOrder,
  SqliteReadModels,
  StandingReaction,
} from '@phananh/sqlite';
import type { Command } from 'commander';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import {
  demandTried,
  leftOutTable,
  nameOfReaction,
  reactionNamed,
  reactionsTable,
  retryWanted,
} from '../parked/reactions.ts';
import { CliError } from '../process/errors.ts';
import { sayOthers } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export const list = (options: CommonOptions): Promise<void> =>
  withReadModels(options, async (models, _, { policy }) => show(models, options, policy));

export const retry = (what: string | undefined, _: unknown, command: Command): Promise<void> => {
  const reaction = reactionNamed(what);
  return reaction === undefined
    ? give(command, { action: 'retry', ...(what !== undefined && { stream: what }) })
    : giveReaction(command, reaction);
};

export const skip = async (stream: string, _: unknown, command: Command): Promise<void> => {
  const { reason, projection } = command.opts<{ reason: string; projection?: string }>();
  const reaction = reactionNamed(stream);
  if (reaction !== undefined) {
    if (projection !== undefined)
      throw new CliError('wrong-usage', 'a reaction is of no projection: leave --projection out');
    return giveReaction(command, reaction, reason);
  }
  return give(command, {
    action: 'skip',
    stream,
    reason,
    ...(projection !== undefined && { projection }),
  });
};

/** @param reason why they are left out; absent: they are tried again */
const giveReaction = (command: Command, named: NamedReactions, reason?: string): Promise<void> => {
  const options = command.optsWithGlobals<CommonOptions>();
  return withReadModels(options, async (models, store, by) => {
    const { reactions } = models;
    const meant = reason === undefined ? reactions.want(named) : reactions.leaveOut(named, reason);
    if (meant.length === 0) throw new CliError('not-parked', `no reaction ${named.eventId} is parked`);
    if (!(await retryWanted(models, store, { ...by, workflows: options.workflows }))) say(notYet);
    show(models, options, by.policy);
    if (reason === undefined) demandTried(models, meant, by);
    if (stillStanding(models, meant)) process.exitCode = exitCodes.failed;
  });
};

const stillStanding = ({ reactions }: SqliteReadModels, meant: readonly StandingReaction[]): boolean =>
  reactions.standing().some((one) => meant.some((it) => nameOfReaction(it) === nameOfReaction(one)));

const notYet =
  'the host that follows the log has not done it yet; it is noted, and done when the host gets to it';

const give = (command: Command, order: ParkedOrder): Promise<void> => {
  const options = command.optsWithGlobals<CommonOptions>();
  return withReadModels(options, async (models, store, by) => {
    const meant = models.orderParked(order);
    const { action, stream } = order;
    const wanted = action === 'retry' ? models.reactions.want(stream === undefined ? {} : { stream }) : [];
    if (meant.length + wanted.length === 0) throw new CliError('not-parked', whyNone(models, order));
    const isDone = meant.length === 0 || (await carriedOut(models, store, by.hosted));
    if (
      !(await retryWanted(models, store, { ...by, workflows: options.workflows })) ||
      (by.hosted && !isDone)
    )
      say(notYet);
    show(models, options, by.policy);
    if (!isDone) demandFollowed(meant, by);
    demandTried(models, wanted, by);
    const isMeant = ({ projection, stream }: ParkedStream): boolean =>
      meant.some((one) => one.stream === stream && one.projection === projection);
    if (models.parked().some(isMeant) || stillStanding(models, wanted)) process.exitCode = exitCodes.failed;
  });
};

/** Without a host this command did what it can: what is left is of projections that it was not given. */
const demandFollowed = (
  meant: readonly Pick<ParkedStream, 'stream' | 'projection'>[],
  { hosted }: { readonly hosted: boolean },
): void => {
  const [first] = meant;
  if (hosted || first === undefined) return;
  throw new CliError(
    'missing-workflow',
    `${first.stream} stays parked for ${first.projection}: its workflow was not given to this command (--workflows); it is noted for one that has it`,
  );
};

const whyNone = (models: SqliteReadModels, { stream }: ParkedOrder): string => {
  const deleted = models.parked().find((one) => one.stream === stream);
  if (deleted !== undefined) return `${deleted.message}: there is no event to try or to leave out`;
  return stream === undefined ? 'nothing is parked' : `${stream} is not parked`;
};

const waitedMilliseconds = 10_000;

/** Where a host runs it follows the log, and does it between two batches. */
const carriedOut = async (models: SqliteReadModels, store: EventStore, hosted: boolean): Promise<boolean> => {
  if (!hosted) {
    await models.catchUp(store);
    return models.waitingOrders() === 0;
  }
  const patience = performance.now() + waitedMilliseconds;
  while (performance.now() < patience) {
    if (models.waitingOrders() === 0) return true;
    await setTimeout(50);
  }
  return false;
};

const show = (
  models: SqliteReadModels,
  { json, workflows }: CommonOptions,
  { calendar: { zone } }: SlaPolicy,
): void => {
  sayOthers(models, workflows);
  const [standing, skipped] = [models.parked(), models.skipped()];
  const [reactions, reactionsLeftOut] = [models.reactions.standing(), models.reactions.leftOut()];
  if (json === true)
    printJson({
      parked: standing,
      skipped,
      reactions: reactions.map(named),
      reactionsLeftOut: reactionsLeftOut.map(named),
    });
  else {
    if (standing.length > 0) printLine(parkedTable(standing, zone));
    else if (reactions.length === 0) printLine('nothing is parked');
    if (skipped.length > 0) printLine(`\n${skippedTable(skipped, zone)}`);
    if (reactions.length > 0) printLine(`\n${reactionsTable(reactions, zone)}`);
    if (reactionsLeftOut.length > 0) printLine(`\n${leftOutTable(reactionsLeftOut, zone)}`);
  }
};

/** With the name that retry and skip take. */
const named = <Row extends StandingReaction | LeftOutReaction>(
  row: Row,
): Row & { readonly name: string } => ({
  name: nameOfReaction(row),
  ...row,
});

const parkedTable = (rows: readonly ParkedStream[], zone: string): string =>
  table(
    ['parked', 'for', 'revision', 'type', 'since', 'why'],
    rows.map((row) => [...placeCells(row), shownIn(zone)(row.parkedAt), row.message]),
  );

const skippedTable = (rows: readonly SkippedEvent[], zone: string): string =>
  table(
    ['left out of', 'for', 'revision', 'type', 'since', 'reason'],
    rows.map((row) => [...placeCells(row), shownIn(zone)(row.skippedAt), row.reason]),
  );

/** Which event of which stream, and for whom. */
const placeCells = ({ stream, projection, revision, type }: ParkedStream | SkippedEvent) => [
  stream,
  projection,
  String(revision),
  type,
];
