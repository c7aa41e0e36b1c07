import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@phananh/core';
import { cannedTextWorkflow } from '@phananh/core/reports';
import type { Command } from 'commander';
import { withGiver } from '../admin/open-giver.ts';
import type { RemoteOptions } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { listOfHost, run as listRows } from './list.ts';
import { identityOf } from './sign-in.ts';

type CannedOptions = CommonOptions & RemoteOptions;

interface SayingOptions extends CannedOptions {
  readonly name: string;
  readonly category?: string;
  readonly vi?: string;
  readonly en?: string;
}

const saidIn = ({ name, category, vi, en }: SayingOptions): JsonObject => ({
  name,
  ...(category !== undefined && { category }),
  ...(vi !== undefined && { vi }),
  ...(en !== undefined && { en }),
});

export const write = async (of: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<SayingOptions>();
  await give(options, { command: 'write', input: { command: of, ...saidIn(options) } });
};

export const change = async (id: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<SayingOptions>();
  await give(options, { command: 'change', id, input: saidIn(options) });
};

export const remove = async (id: string, _: unknown, command: Command): Promise<void> =>
  give(command.optsWithGlobals<CannedOptions>(), { command: 'remove', id, input: {} });

export const list = async (_: unknown, command: Command): Promise<void> => {
  // The option of a part, which the command of the same name has as a method.
  const options = command.optsWithGlobals<CannedOptions & { readonly command?: string }>();
  const { command: of, url } = options;
  if (url === undefined)
    return listRows('canned-texts', {
      ...options,
      sort: 'name',
      ...(of !== undefined && { where: [`command=${of}`] }),
    });
  const asked = new URLSearchParams({ sort: 'name', limit: '200', ...(of !== undefined && { command: of }) });
  await listOfHost('canned-texts', `/canned-texts?${asked}`, options);
};

const give = async (
  options: CannedOptions,
  asked: { readonly command: string; readonly id?: string; readonly input: JsonObject },
): Promise<void> => {
  const by = { ...options, ...identityOf(options.resolved.settings.auth) };
  const { id } = await withGiver(by, (giver) =>
    giver.give({ workflow: cannedTextWorkflow.name, commandId: randomUUID(), ...asked }),
  );
  if (options.json === true) printJson({ cannedTextId: id });
  else printLine(`${asked.command}: ${id}`);
};
