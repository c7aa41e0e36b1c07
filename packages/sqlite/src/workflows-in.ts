// As a whole: an older Node, which has no such function, is to be refused in words and not by a name that it cannot import.
import * as nodeModule from 'node:module';
import { InvalidWorkflow, type UnloadableReason, UnloadableWorkflows } from '@phananh/core/engine';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';

export interface LoadingOptions {
  /** How long a module may take, whatever it waits for. Default: 30 seconds. */
  readonly withinMilliseconds?: number;
}

/**
 * The workflows that a module lists: its default export is one, or several.
 *
 * @param module a URL
 * @returns each with the module that it is from
 * @throws {@link UnloadableWorkflows} for a module that cannot be loaded or lists none; {@link InvalidWorkflow} where one that it defines is not well defined
 */
export const workflowsIn = async (
  module: string,
  { withinMilliseconds = 30_000 }: LoadingOptions = {},
): Promise<readonly AnyHostedWorkflow[]> => {
  const { default: listed } = await loaded(module, withinMilliseconds);
  const workflows: readonly unknown[] = [listed].flat();
  if (workflows.length === 0 || !workflows.every(isHosted))
    throw new UnloadableWorkflows(
      module,
      'lists-none',
      'its default export is no list of workflows, as hostedWorkflow makes them',
    );
  return workflows.map((one) => ({ ...one, module }));
};

/** A workflow as a thread is told of it. */
export interface NamedWorkflow {
  readonly module: string;
  readonly name: string;
}

/** Loads one. @throws {@link UnloadableWorkflows} for a module that does not list it; otherwise as {@link workflowsIn} */
export const workflowNamed = async ({ module, name }: NamedWorkflow): Promise<AnyHostedWorkflow> => {
  const found = (await workflowsIn(module)).find(({ workflow }) => workflow.name === name);
  if (found === undefined)
    throw new UnloadableWorkflows(module, 'lists-none', `its default export has none called ${name}`);
  return found;
};

const loaded = async (
  module: string,
  withinMilliseconds: number,
): Promise<{ readonly default?: unknown }> => {
  let last = module;
  // Node says that a file is no JavaScript, and not which one: it is the one that was read last.
  const watching = nodeModule.registerHooks({
    load: (url, context, next) => {
      last = url;
      return next(url, context);
    },
  });
  const { promise: neverReady, reject } = Promise.withResolvers<never>();
  // Node tells so when nothing is left that anything could wait for: else it would end with code 13 and a warning of its own.
  const onIdle = (): void =>
    reject(new UnloadableWorkflows(module, 'never-ready', 'its top-level await waits for what never comes'));
  process.once('beforeExit', onIdle);
  // Something is always left where the module has a timer or a socket of its own.
  const onLate = (): void =>
    reject(
      new UnloadableWorkflows(
        module,
        'never-ready',
        `its top-level await still waits after ${withinMilliseconds / 1_000} s`,
      ),
    );
  const late = setTimeout(onLate, withinMilliseconds).unref();
  try {
    return await Promise.race([import(module), neverReady]);
  } catch (error) {
    if (error instanceof InvalidWorkflow || error instanceof UnloadableWorkflows) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const where = isOfCompiler(error) ? `${last}: ` : '';
    throw new UnloadableWorkflows(module, reasonOf(module, error), `${where}${why}`, { cause: error });
  } finally {
    process.off('beforeExit', onIdle);
    clearTimeout(late);
    watching.deregister();
  }
};

/** What a module throws while it runs comes from a file, or from what that calls. */
const isOfCompiler = (error: unknown): boolean =>
  error instanceof SyntaxError &&
  /^\s+at .*$/m.exec(error.stack ?? '')?.[0].includes('node:internal') === true;

const reasonOf = (module: string, error: unknown): UnloadableReason => {
  if (isOfCompiler(error)) return 'no-javascript';
  if (!(error instanceof Error && 'code' in error)) return 'failed';
  const { code } = error;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'ERR_UNSUPPORTED_DIR_IMPORT') return 'failed';
  return 'url' in error && error.url === module ? 'missing' : 'missing-import';
};

/** What a module exports is known by its looks only. */
const isHosted = (value: unknown): value is AnyHostedWorkflow =>
  typeof value === 'object' &&
  value !== null &&
  'workflow' in value &&
  'projections' in value &&
  Array.isArray(value.projections) &&
  'lists' in value;
