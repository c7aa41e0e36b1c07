import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '@phananh/core';
import type { ParkedStream, SkippedEvent } from '@phananh/core/read-models';
import type { ParkedOrder, SqliteReadModels } from '@phananh/sqlite';
import type { Command } from 'commander';
import { type CommonOptions, commandWith, reasonOption } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { withReadModels } from '../open-store.ts';
import { exitCodes, printJson, printLine, say } from '../output.ts';
import { table } from '../table.ts';

export const parked = (): Command => {
  const retry = commandWith(
    'retry',
    'Tries again what could not be applied: after an update, or when what was wrong is mended.',
    'parked retry report-019cac46-1500-7525-a5db-c16e31803990',
  )
    .argument('[stream]', 'only this one; default: every one')
    .exitOverride()
    .action((stream: string | undefined, _: unknown, command: Command) =>
      give(command, { action: 'retry', ...(stream !== undefined && { stream }) }),
    );
  const skip = commandWith(
    'skip',
    'Leaves out the event that a stream is parked by, and goes on with those after it. It stays in the log; the reason stands in the table skipped_events.',
    'parked skip report-019cac46-1500-7525-a5db-c16e31803990 --reason "written by hand on 3 March, has no effect"',
  )
    .argument('<stream>', 'which one')
    .requiredOption('--reason <text>', 'why it may be left out: it is told with every figure', reasonOption)
    .option('--projection <name>', 'only for this one; default: for every one that it is parked for')
    .exitOverride()
    .action((stream: string, _: unknown, command: Command) => {
      const { reason, projection } = command.opts<{ reason: string; projection?: string }>();
      return give(command, {
        action: 'skip',
        stream,
        reason,
        ...(projection !== undefined && { projection }),
      });
    });
  return commandWith(
    'parked',
    'Streams with an event that could not be applied, streams that somebody deleted in the store (deleted-in-store), and events that were left out; retry and skip say what is to be done.',
    'parked',
  )
    .addCommand(retry)
    .addCommand(skip)
    .action((options: CommonOptions) => withReadModels(options, async (models) => show(models, options)));
};

const give = (command: Command, order: ParkedOrder): Promise<void> => {
  const options = command.optsWithGlobals<CommonOptions>();
  return withReadModels(options, async (models, store, { hosted }) => {
    const meant = models.orderParked(order);
    if (meant.length === 0) throw new CliError('not-parked', whyNone(models, order));
    if (!(await carriedOut(models, store, hosted)))
      say(
        'the host that follows the log has not done it yet; it is noted, and done when the host gets to it',
      );
    show(models, options);
    const isMeant = ({ projection, stream }: ParkedStream): boolean =>
      meant.some((one) => one.stream === stream && one.projection === projection);
    if (models.parked().some(isMeant)) process.exitCode = exitCodes.failed;
  });
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

const show = (models: SqliteReadModels, { json }: CommonOptions): void => {
  const [standing, skipped] = [models.parked(), models.skipped()];
  if (json === true) printJson({ parked: standing, skipped });
  else {
    printLine(standing.length === 0 ? 'nothing is parked' : parkedTable(standing));
    if (skipped.length > 0) printLine(`\n${skippedTable(skipped)}`);
  }
};

const parkedTable = (rows: readonly ParkedStream[]): string =>
  table(
    ['parked', 'for', 'revision', 'type', 'since', 'why'],
    rows.map(({ stream, projection, revision, type, parkedAt, message }) => [
      stream,
      projection,
      String(revision),
      type,
      parkedAt,
      message,
    ]),
  );

const skippedTable = (rows: readonly SkippedEvent[]): string =>
  table(
    ['left out of', 'for', 'revision', 'type', 'since', 'reason'],
    rows.map(({ stream, projection, revision, type, skippedAt, reason }) => [
      stream,
      projection,
      String(revision),
      type,
      skippedAt,
      reason,
    ]),
  );
