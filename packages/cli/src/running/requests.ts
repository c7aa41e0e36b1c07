import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { rowsShown } from '../access/rows-shown.ts';
import type { AskedCommand } from '../admin/giver.ts';
import { pathsOf, withGiver } from '../admin/open-giver.ts';
import { type RemoteOptions, remoteHost } from '../admin/through-url.ts';
import { zoneOf } from '../admin/zone-of.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { rowsOfEveryPage } from '../store/every-page.ts';

type RequestOptions = CommonOptions & RemoteOptions & { readonly all?: boolean };

interface AskOptions extends RequestOptions {
  readonly kind: 'erasure' | 'copy';
  readonly person: string;
  readonly message?: string;
  readonly phone?: string;
  readonly email?: string;
}

interface DecisionOptions extends RequestOptions {
  readonly ground?: string;
  readonly basis?: string;
  readonly reason?: string;
  readonly processor?: boolean;
  readonly confirmation?: string;
}

const workflow = 'dataRequest';

const give = async (
  options: RequestOptions,
  asked: Omit<AskedCommand, 'commandId' | 'workflow'>,
): Promise<void> => {
  const { id } = await withGiver(options, (giver) =>
    giver.give({ workflow, commandId: randomUUID(), ...asked }),
  );
  if (options.json === true) printJson({ dataRequestId: id });
  else printLine(`${asked.command}: ${id}`);
};

/** Asks for somebody: whoever is signed in on this machine is an administrator. */
export const ask = async (_: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<AskOptions>();
  const { kind, person, message, phone, email } = options;
  const contact = { ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) };
  const input = {
    kind,
    person,
    ...(message !== undefined && { message }),
    ...(Object.keys(contact).length > 0 && { contact }),
  };
  await give(options, { command: 'ask', input });
};

/** What is done with a request that is there. */
export const giving =
  (name: string) =>
  async (...args: readonly unknown[]): Promise<void> => {
    // Commander gives the command itself as the last argument of an action.
    const [id, command] = [String(args[0]), args.at(-1) as Command];
    const options = command.optsWithGlobals<DecisionOptions>();
    const { ground, basis, reason, processor, confirmation } = options;
    const input = {
      ...(ground !== undefined && { ground }),
      ...(basis !== undefined && { basis }),
      ...(reason !== undefined && { reason }),
      ...(confirmation !== undefined && { confirmation }),
      ...(processor === true && { processor }),
    };
    await give(options, { id, command: name, input });
  };

const Row = z.looseObject({
  dataRequestId: z.string(),
  phase: z.string(),
  kind: z.string(),
  person: z.string(),
  askedAt: z.string(),
  missed: z.boolean(),
});
const Page = z.looseObject({
  'personal-data-requests': z.array(Row),
  nextCursor: z.string().optional(),
});
type Row = z.output<typeof Row>;

export const listAsPart = (_: unknown, command: Command): Promise<void> =>
  list(command.optsWithGlobals<RequestOptions>());

export const list = async (options: RequestOptions): Promise<void> => {
  const rows = options.url === undefined ? await requestsOf(options) : await requestsOfHost(options);
  if (options.json === true) return printJson(rows);
  if (rows.length === 0) return printLine('nobody waits for an answer');
  const shown = shownIn(await zoneOf(options));
  printLine(
    table(
      ['request', 'asks for', 'person', 'state', 'asked', 'missed'],
      rows.map(({ dataRequestId, kind, person, phase, askedAt, missed }) => [
        dataRequestId,
        kind,
        person,
        phase,
        shown(askedAt),
        missed ? 'yes' : '–',
      ]),
    ),
  );
};

const running = ['asked', 'granted'] as const;

const requestsOf = async (options: RequestOptions): Promise<readonly Row[]> => {
  const where = options.all === true ? {} : { where: { phase: { oneOf: [...running] } } };
  const asked = { list: 'personal-data-requests', sort: 'askedAt', ...where };
  return z.array(Row).parse(await rowsShown(options, 'phananh requests list', asked));
};

const requestsOfHost = async (options: RequestOptions): Promise<readonly Row[]> => {
  const host = remoteHost(options, pathsOf(options));
  const only = options.all === true ? {} : { phase: running.join(',') };
  return rowsOfEveryPage(async (at) => {
    const asked = new URLSearchParams({ limit: '200', sort: 'askedAt', ...only, ...at });
    const page = Page.parse(await host.get(`/personal-data-requests?${asked}`));
    return { rows: page['personal-data-requests'], nextCursor: page.nextCursor };
  });
};
