import {
  type AnyCommandHandler,
  type CommandTable,
  InvalidWorkflow,
  type Workflow,
  type WorkflowTypes,
} from '../engine/index.ts';
import type { AnyList } from './list.ts';
import type { AnyProjection } from './projection.ts';

/** What hosts load of a workflow: what the module beside its definition lists. */
export interface HostedWorkflow<T extends WorkflowTypes = WorkflowTypes> {
  readonly workflow: Workflow<T, CommandTable<T>>;
  /** What its commands are decided by. */
  readonly policy: T['policy'];
  readonly projections: readonly AnyProjection[];
  /** By name: `permits` is asked for at `/permits`. */
  readonly lists: { readonly [name: string]: AnyList };
  /** Where its subjects are over HTTP. Default: its name in the plural, `/permits`. */
  readonly path: string;
  /**
   * URL of a module whose default export lists it, alone or with others: threads load it there. Absent: its projections are run on
   * the thread that was given it.
   */
  readonly module?: string;
}

// Workflows of different types stand side by side in a host; each is asked about its own streams only.
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type that a workflow of every kind fits.
export type AnyHostedWorkflow = HostedWorkflow<any>;

/** A workflow that a host runs beside reports. */
export interface RunningWorkflow {
  readonly hosted: AnyHostedWorkflow;
  readonly handler: AnyCommandHandler;
}

/**
 * Lists a workflow with its projections and lists, for hosts.
 *
 * @throws TypeError where a projection reads another workflow, or a list is of a table that is not here; {@link InvalidWorkflow} for the
 * name of a list that is no part of a path, and for it or a path that is a route that hosts have already
 */
export const hostedWorkflow = <T extends WorkflowTypes>({
  workflow,
  projections = [],
  lists = {},
  path = `/${workflow.name}s`,
  ...others
}: Pick<HostedWorkflow<T>, 'workflow' | 'policy' | 'module'> &
  Partial<Pick<HostedWorkflow<T>, 'projections' | 'lists' | 'path'>>): HostedWorkflow<T> => {
  const { name } = workflow;
  for (const one of projections)
    if (one.workflow !== name) throw new TypeError(`${name}: ${one.name} reads ${one.workflow}`);
  demandRoutable(name, path, Object.keys(lists));
  const tables = projections.flatMap((one) => Object.values<object>(one.tables));
  for (const [list, { of }] of Object.entries(lists))
    if (!tables.includes(of)) throw new TypeError(`${name}: the list ${list} is of a table that is not here`);
  return { workflow, projections, lists, path, ...others };
};

/** What hosts answer under `/v1` of reports, and of no workflow beside them: the first part of each path. */
export const routesOfReports: ReadonlySet<string> = new Set([
  'agencies',
  'backlog',
  'counts',
  'exports',
  'gaming-signals',
  'penalties',
  'reports',
  'satisfaction',
  'sla',
  'track',
]);

const isTaken = (name: string): boolean => routesOfReports.has(name.toLowerCase());

const faultsOfPath = (path: string): readonly { readonly pointer: string; readonly message: string }[] => {
  const [empty, first = '', ...others] = path.split('/');
  const pointer = '/path';
  if (empty !== '' || ![first, ...others].every((part) => routable.test(part)))
    return [{ pointer, message: 'is no path: a slash before each part, of letters, digits, hyphens' }];
  return isTaken(first) ? [{ pointer, message: 'is a route that hosts have already' }] : [];
};

const routable = /^[A-Za-z][A-Za-z0-9-]*$/;

const demandRoutable = (workflow: string, path: string, lists: readonly string[]): void => {
  const ofLists = lists.flatMap((list) => {
    const pointer = `/lists/${list}`;
    if (!routable.test(list)) return [{ pointer, message: 'is no part of a path: letters, digits, hyphens' }];
    return isTaken(list) ? [{ pointer, message: 'is a route that hosts have already' }] : [];
  });
  const issues = [...faultsOfPath(path), ...ofLists];
  if (issues.length > 0) throw new InvalidWorkflow(workflow, issues);
};

/**
 * Workflows that can stand beside each other in one host.
 *
 * @throws {@link InvalidWorkflow} where two have one name or one path, or two of their projections, tables or lists
 */
export const besideEachOther = <Hosted extends AnyHostedWorkflow>(
  workflows: readonly Hosted[],
  taken: readonly string[] = [],
): readonly Hosted[] => {
  demandEachOnce('workflow', [...taken, ...workflows.map(({ workflow }) => workflow.name)]);
  demandEachOnce(
    'path',
    workflows.map(({ path }) => path.toLowerCase()),
  );
  const projections = workflows.flatMap((one) => one.projections);
  demandEachOnce(
    'projection',
    projections.map(({ name }) => name),
  );
  demandEachOnce(
    'table',
    projections.flatMap(({ tables }) =>
      Object.values<{ readonly name: string }>(tables).map(({ name }) => name),
    ),
  );
  demandEachOnce(
    'list',
    workflows.flatMap(({ lists }) => Object.keys(lists)),
  );
  return workflows;
};

const demandEachOnce = (what: string, names: readonly string[]): void => {
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined)
    throw new InvalidWorkflow(twice, [{ pointer: '', message: `two of these have the ${what} ${twice}` }]);
};
