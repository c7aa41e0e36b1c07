import { Command } from 'commander';
import type { RemoteOptions } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';

/**
 * The action of a command whose work is loaded when it is called. A command is known by its name, its options and its help;
 * the store, the read models and the web server that it works with cost nothing to whoever calls another one.
 *
 * @param load the work, from a module that is imported then
 */
export const later =
  <Args extends readonly unknown[]>(load: () => Promise<(...args: Args) => void | Promise<void>>) =>
  async (...args: Args): Promise<void> => {
    const work = await load();
    try {
      await work(...args);
    } catch (error) {
      throw await asTold(error, args.at(-1));
    }
  };

/** Machines are told times in UTC, people where the log's calendar is in force. */
const asTold = async (error: unknown, command: unknown): Promise<unknown> => {
  if (!(command instanceof Command)) return error;
  const { json, store, readModels, url, keyFile } = command.optsWithGlobals<
    Partial<CommonOptions> & RemoteOptions
  >();
  if (json === true || store === undefined) return error;
  const { errorInZone } = await import('../admin/error-in-zone.ts');
  return errorInZone(error, {
    store,
    ...(readModels !== undefined && { readModels }),
    ...(url !== undefined && { url }),
    ...(keyFile !== undefined && { keyFile }),
  });
};
