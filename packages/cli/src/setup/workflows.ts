import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJsonText, UnloadableWorkflows } from '@phananh/core/engine';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import type { Command } from 'commander';
import { z } from 'zod';
import { reportError } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { stillWorking } from '../progress/still-working.ts';

/** Workflows beside reports, for every command that has the option. */

/** What a command with the option is given when it runs. */
export interface WorkflowOptions {
  readonly workflows?: readonly AnyHostedWorkflow[];
}

/**
 * Loads the workflows that a command is to have, before it runs: those of the program, and those of the module that is named.
 *
 * @throws {@link CliError} `wrong-usage` for a file that is not there, `unloadable-workflows` for a module that cannot be loaded or lists none, `invalid-workflow` for workflows that cannot run beside each other
 */
export const loadWorkflows = async (command: Command, given: readonly AnyHostedWorkflow[]): Promise<void> => {
  if (!takesWorkflows(command)) return;
  const { workflows: named, json } = command.optsWithGlobals<{
    readonly workflows?: unknown;
    readonly json?: boolean;
  }>();
  const loaded = typeof named === 'string' ? await load(named, { json }) : [];
  const all = [...given, ...loaded];
  if (all.length > 0) await demandTogether(all);
  // A part of a command, such as retry, has what is given to the whole.
  for (let one: Command | null = command; one !== null; one = one.parent)
    if (takesWorkflows(one)) one.setOptionValue('workflows', all);
};

/** Loaded where somebody brings workflows: those of who may are beside them. */
const demandTogether = async (workflows: readonly AnyHostedWorkflow[]): Promise<void> => {
  const { withIdentity } = await import('../store/identity.ts');
  const { demandTogether: demand } = await import('@phananh/sqlite');
  demand(withIdentity(workflows));
};

const takesWorkflows = ({ options }: Command): boolean => options.some(({ long }) => long === '--workflows');

const load = async (
  path: string,
  { json }: { readonly json: boolean | undefined },
): Promise<readonly AnyHostedWorkflow[]> => {
  const module = path.startsWith('file:') ? path : pathToFileURL(resolve(path)).href;
  if (!existsSync(new URL(module)))
    throw new CliError('wrong-usage', `--workflows ${path}: there is no such file`);
  const { workflowsIn } = await import('@phananh/sqlite');
  /** A module that ends the process would else end it in silence, as if everything was done. */
  const onExit = (): void => {
    const error = new UnloadableWorkflows(module, 'ends-process', 'it ends the process while it is loaded');
    process.exitCode = reportError(error, { json });
  };
  process.once('exit', onExit);
  try {
    return await workflowsIn(module).finally(stillWorking('the workflows are loaded'));
  } finally {
    process.off('exit', onExit);
  }
};

const Package = z.looseObject({ phananh: z.looseObject({ workflows: z.string().optional() }).optional() });

/** Of the folder that the command is called in. What else is wrong with its package is not for this command to say. */
export const workflowsOfPackage = (): string | undefined => {
  if (!existsSync('package.json')) return undefined;
  try {
    return Package.safeParse(readJsonText(readFileSync('package.json', 'utf8')).value).data?.phananh
      ?.workflows;
  } catch {
    return undefined;
  }
};
