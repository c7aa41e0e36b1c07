import { randomUUID } from 'node:crypto';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { commandHandler, type JsonObject } from '@phananh/core';
import { findSubject, viewOfSubject } from '@phananh/core/engine';
import { admin, bulkRunWorkflow, hasWords } from '@phananh/core/reports';
import { bulkPreviewOf } from '@phananh/http/pages';
import { bulkRunsAmong } from '@phananh/sqlite';
import type { Command } from 'commander';
import { z } from 'zod';
import { clockOfHost } from '../admin/clock-operations.ts';
import { holdOrAsk } from '../admin/hold-or-ask.ts';
import { openHandlers, pathsOf, withGiver } from '../admin/open-giver.ts';
import { type RemoteOptions, remoteHost } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { table } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { osUser } from '../process/os-user.ts';
import { stillWorking } from '../progress/still-working.ts';
import { withReadModels } from '../store/open-read-models.ts';
import { openReports } from '../store/policy-of-place.ts';
import { listOfHost, run as listRows } from './list.ts';
import { identityOf } from './sign-in.ts';

/** By itself the command gives as an administrator of this machine; through a host by its address as whoever the key is. */

type BulkOptions = CommonOptions & RemoteOptions;

interface AskingOptions extends BulkOptions {
  readonly input?: JsonObject;
  readonly filter?: string;
  readonly reports?: readonly string[];
}

const Preview = z.looseObject({
  items: z.array(z.object({ reportId: z.string(), revision: z.number() })),
  refused: z.array(z.looseObject({ code: z.string(), reportIds: z.array(z.string()) })),
  isMore: z.boolean(),
});
type Preview = z.output<typeof Preview>;

const Case = z.looseObject({
  reportId: z.string(),
  outcome: z.string().nullable(),
  code: z.string().optional(),
});
const Run = z.looseObject({
  bulkRunId: z.string(),
  phase: z.string(),
  command: z.string(),
  total: z.number(),
  done: z.number(),
  changed: z.number(),
  refused: z.number(),
  cases: z.array(Case),
});
type Run = z.output<typeof Run>;

export const preview = async (name: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<AskingOptions>();
  const { items, refused, isMore } = await previewOf(options, name);
  if (options.json === true) return printJson({ items, refused, isMore });
  sayPreview({ items, refused, isMore });
};

export const run = async (name: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<AskingOptions>();
  const seen = await previewOf(options, name);
  sayPreview(seen);
  if (seen.items.length === 0) {
    process.exitCode = exitCodes.failed;
    return;
  }
  const { input = {}, filter } = options;
  if (filter !== undefined && hasWords(filter))
    say('the words that the filter searches for are not kept with the run');
  const { id } = await give(options, {
    command: 'start',
    input: { command: name, input, items: seen.items, ...(filter !== undefined && { filter }) },
  });
  await goOn(options, id);
};

export const resume = async (id: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<BulkOptions>();
  // That there is none, it says before anything is held.
  await runOf(options, id);
  await goOn(options, id);
};

export const cancel = async (id: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<BulkOptions & { readonly reason?: string }>();
  const { reason } = options;
  await give(options, { command: 'cancel', id, input: { ...(reason !== undefined && { reason }) } });
  tell(options, await runOf(options, id));
};

export const result = async (id: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<BulkOptions>();
  tell(options, await runOf(options, id));
};

export const list = async (_: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<BulkOptions>();
  if (options.url === undefined) return listRows('bulk-runs', { ...options, sort: '-startedAt' });
  await listOfHost('bulk-runs', '/bulk-runs?sort=-startedAt&limit=200', options);
};

const chosenOf = ({ filter, reports }: AskingOptions) => {
  if (filter !== undefined && reports === undefined) return { filter };
  if (filter === undefined && reports !== undefined) return { reportIds: reports };
  throw new CliError('wrong-usage', 'which reports: --filter, or --reports');
};

const previewOf = async (options: AskingOptions, command: string): Promise<Preview> => {
  const { input = {} } = options;
  const chosen = chosenOf(options);
  if (options.url !== undefined)
    return Preview.parse(
      await remoteHost(options, pathsOf(options)).post('/bulk-previews', { command, input, ...chosen }),
    );
  return withReadModels(
    options,
    (models, store, { policy }) =>
      bulkPreviewOf(
        {
          reports: openReports(store, policy),
          cases: (query) => models.cases(query),
          most: options.resolved.settings.limits.bulkCases,
          turn: turnOfTheLoop,
        },
        { actor: admin(osUser().id), command, input, chosen },
      )
        .then(({ refused, items, isMore }) => ({
          items: [...items],
          refused: refused.map(({ code, reportIds }) => ({ code, reportIds: [...reportIds] })),
          isMore,
        }))
        .finally(stillWorking('the command is tried out')),
    { tellsItself: true },
  );
};

const sayPreview = ({ items, refused, isMore }: Preview): void => {
  say(`${items.length} reports would be done`);
  for (const { code, reportIds } of refused) say(`${reportIds.length} refused: ${code}`);
  if (isMore) say('the filter has more: only as many as one run may have were looked at');
};

const give = (
  options: BulkOptions,
  asked: { readonly command: string; readonly id?: string; readonly input: JsonObject },
): Promise<{ readonly id: string }> =>
  withGiver(
    {
      ...options,
      ...identityOf(options.resolved.settings.auth),
      bulkCases: options.resolved.settings.limits.bulkCases,
    },
    (giver) => giver.give({ workflow: bulkRunWorkflow.name, commandId: randomUUID(), ...asked }),
  );

/** A host carries its runs out by itself; where none holds the store, this does. */
const goOn = async (options: BulkOptions, id: string): Promise<void> => {
  const hosted = options.url === undefined ? await carriedOut(options, id) : 'hosted';
  const found = await runOf(options, id);
  tell(options, found);
  if (hosted === 'hosted' && found.phase === 'running') say(`the host goes on: phananh bulk result ${id}`);
};

const carriedOut = (options: BulkOptions, id: string): Promise<'here' | 'hosted'> =>
  holdOrAsk<'here' | 'hosted'>(options, {
    hold: async () => {
      const { reports, others, close } = await openHandlers({
        ...options,
        ...identityOf(options.resolved.settings.auth),
      });
      try {
        const handler = others.find((one) => one.handler.workflow.name === bulkRunWorkflow.name)?.handler;
        const started = handler && (await Array.fromAsync(handler.history(id, { fromRevision: 0 })));
        await bulkRunsAmong(others, { reports })
          ?.react(started?.slice(0, 1) ?? [])
          .finally(stillWorking('the commands are given'));
      } finally {
        await close();
      }
      return 'here';
    },
    ask: async (socket) => ((await clockOfHost(socket)) === undefined ? undefined : 'hosted'),
  });

const runOf = async (options: BulkOptions, id: string): Promise<Run> => {
  if (options.url !== undefined)
    return Run.parse(await remoteHost(options, pathsOf(options)).get(`/bulk-runs/${encodeURIComponent(id)}`));
  return withReadModels(options, async (_, store) => {
    const handler = commandHandler({ workflow: bulkRunWorkflow, policy: undefined, store });
    return Run.parse(viewOfSubject(handler, await findSubject(handler, id, { actor: admin(osUser().id) })));
  });
};

const tell = (options: BulkOptions, found: Run): void => {
  if (options.json === true) {
    printJson(found);
    return;
  }
  const { bulkRunId, phase, command, total, done, changed, refused, cases } = found;
  printLine(`${command}: ${bulkRunId}: ${phase}`);
  printLine(
    table(
      ['report', 'outcome', 'why'],
      cases.map(({ reportId, outcome, code }) => [reportId, outcome ?? '–', code ?? '']),
    ),
  );
  say(`${done} done, ${changed} changed since the preview, ${refused} refused, of ${total}`);
};
