import { randomUUID } from 'node:crypto';
import { PhananhError } from '@phananh/core';
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
import { identityOf } from './sign-in.ts';

type OfficerOptions = CommonOptions & RemoteOptions & { readonly agency?: string };

interface EntryOptions extends OfficerOptions {
  readonly agency: string;
  readonly role: 'officer' | 'head';
  readonly name?: string;
  readonly days: number;
}

const entryOf = ({ agency: agencyId, role, name }: EntryOptions) => ({
  agencyId,
  role,
  ...(name !== undefined && { name }),
});

export const register = async (officerId: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<EntryOptions>();
  await give(options, {
    workflow: 'officer',
    command: 'register',
    input: { officerId, ...entryOf(options) },
  });
};

export const invite = async (email: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<EntryOptions>();
  const { agencyId, ...entry } = entryOf(options);
  const input = { ...entry, days: options.days };
  const asked = { workflow: 'invitation', command: 'invite', input: { ...input, agencyId, email } };
  try {
    await give(options, asked);
  } catch (error) {
    if (!(error instanceof PhananhError && error.code === 'already-exists')) throw error;
    // The agency had invited them before: by an id that only the host's secret gives, and the refusal names.
    const id = /[0-9a-f]{64}/.exec(error.message)?.[0];
    if (id === undefined) throw error;
    await give(options, { workflow: 'invitation', id, command: 'invite-again', input });
  }
};

/** What is done to an officer who is registered. */
export const changing =
  (name: string) =>
  async (...args: readonly unknown[]): Promise<void> => {
    // Commander gives the command itself as the last argument of an action.
    const [id, command] = [String(args[0]), args.at(-1) as Command];
    const options = command.optsWithGlobals<EntryOptions & { readonly reason?: string }>();
    const { agency: agencyId, role, reason } = options;
    const input = {
      ...(reason !== undefined && { reason }),
      ...(name === 'move' && { agencyId, role }),
    };
    await give(options, { workflow: 'officer', id, command: name, input });
  };

const give = async (options: OfficerOptions, asked: Omit<AskedCommand, 'commandId'>): Promise<void> => {
  // Through a host it is that one's secret; by itself a command has it from the configuration.
  const by = { ...options, ...identityOf(options.resolved.settings.auth) };
  const { id } = await withGiver(by, (giver) => giver.give({ commandId: randomUUID(), ...asked }));
  if (options.json === true) printJson({ [`${asked.workflow}Id`]: id });
  else printLine(`${asked.command}: ${id}`);
};

const Row = z.object({
  officerId: z.string(),
  phase: z.string(),
  agencyId: z.string(),
  role: z.string(),
  name: z.string().nullable(),
  registeredAt: z.string(),
});
const Page = z.looseObject({ officers: z.array(Row), nextCursor: z.string().optional() });
type Row = z.output<typeof Row>;

export const listAsPart = (_: unknown, command: Command): Promise<void> =>
  list(command.optsWithGlobals<OfficerOptions>());

export const list = async (options: OfficerOptions): Promise<void> => {
  const rows = options.url === undefined ? await officersOf(options) : await officersOfHost(options);
  if (options.json === true) return printJson(rows);
  if (rows.length === 0) return printLine('there are no officers');
  const shown = shownIn(await zoneOf(options));
  printLine(
    table(
      ['officer', 'name', 'agency', 'role', 'state', 'since'],
      rows.map(({ officerId, name, agencyId, role, phase, registeredAt }) => [
        officerId,
        name ?? '–',
        agencyId,
        role,
        phase,
        shown(registeredAt),
      ]),
    ),
  );
};

const officersOf = async (options: OfficerOptions): Promise<readonly Row[]> => {
  const where = options.agency === undefined ? {} : { where: { agencyId: { oneOf: [options.agency] } } };
  return z
    .array(Row)
    .parse(await rowsShown(options, 'phananh officers list', { list: 'officers', ...where }));
};

const officersOfHost = async (options: OfficerOptions): Promise<readonly Row[]> => {
  const host = remoteHost(options, pathsOf(options));
  const only = options.agency === undefined ? {} : { agencyId: options.agency };
  return rowsOfEveryPage(async (at) => {
    const asked = new URLSearchParams({ limit: '200', ...only, ...at });
    const { officers: rows, nextCursor } = Page.parse(await host.get(`/officers?${asked}`));
    return { rows, nextCursor };
  });
};
