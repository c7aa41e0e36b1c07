import {
  type AnyCommandHandler,
  type CommandTable,
  type InputIssue,
  InvalidWorkflow,
  type RecordedEventOf,
  type Workflow,
  type WorkflowTypes,
} from '../engine/index.ts';
import type { AnyList } from './declared-list.ts';
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
   * The data of an event as it would be written anew under a policy, from the state before it: what moves clocks says so here, so that
   * `replay --all --check` can compute due instants. Absent: those of its events are nobody's to compute.
   */
  recompute?(event: RecordedEventOf<T['events']>, state: T['state'] | undefined, policy: T['policy']): object;
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
 * @throws {@link InvalidWorkflow} where a projection or a list is of another workflow, or a list of a table that is not here; for the name of a
 *   list that is no part of a path; and for it or a path that is a route, or an extract, that hosts have already
 */
export const hostedWorkflow = <T extends WorkflowTypes>({
  workflow,
  projections = [],
  lists = {},
  path = `/${workflow.name}s`,
  ...others
}: Pick<HostedWorkflow<T>, 'workflow' | 'policy' | 'module' | 'recompute'> &
  Partial<Pick<HostedWorkflow<T>, 'projections' | 'lists' | 'path'>>): HostedWorkflow<T> => {
  const { name } = workflow;
  const tables = projections.flatMap((one) => Object.values<object>(one.tables));
  const issues = [
    ...faultsOfPath(path),
    ...projections
      .filter((one) => one.workflow !== name)
      .map((one) => ({ pointer: `/projections/${one.name}`, message: `reads ${one.workflow}` })),
    ...Object.entries(lists).flatMap(([list, { of, workflow: listed }]) => {
      const pointer = `/lists/${list}`;
      return [
        ...faultsOfListName(pointer, list),
        ...(listed === name ? [] : [{ pointer, message: `is of the workflow ${listed}` }]),
        ...(tables.includes(of) ? [] : [{ pointer, message: 'is of a table that is not here' }]),
      ];
    }),
  ];
  if (issues.length > 0) throw new InvalidWorkflow(name, issues);
  return { workflow, projections, lists, path, ...others };
};

/** What hosts answer under `/v1` of reports, and of no workflow beside them: the first part of each path. */
export const routesOfReports: ReadonlySet<string> = new Set([
  'access-log',
  'agencies',
  'backlog',
  'bulk-previews',
  'clusters',
  'counts',
  'exports',
  'gaming-signals',
  'guests',
  'links',
  'look-ups',
  'nearby',
  'penalties',
  'personal-data',
  'policy',
  'published',
  'redaction-suggestions',
  'reports',
  'satisfaction',
  'sla',
  'track',
]);

/** What is exported of reports: no list is exported by one of these names. */
export const extractsOfReports = [
  'cases',
  'events',
  'clocks',
  'clock-events',
  'former-events',
  'former-clock-events',
  'agency-events',
] as const;

const isTaken = (name: string): boolean => routesOfReports.has(name.toLowerCase());

const faultsOfPath = (path: string): readonly InputIssue[] => {
  const [empty, first = '', ...others] = path.split('/');
  const pointer = '/path';
  if (empty !== '' || ![first, ...others].every((part) => routable.test(part)))
    return [{ pointer, message: 'is no path: a slash before each part, of letters, digits, hyphens' }];
  return isTaken(first) ? [{ pointer, message: 'is a route that hosts have already' }] : [];
};

const routable = /^[A-Za-z][A-Za-z0-9-]*$/;

const faultsOfListName = (pointer: string, list: string): readonly InputIssue[] => {
  if (!routable.test(list)) return [{ pointer, message: 'is no part of a path: letters, digits, hyphens' }];
  if (isTaken(list)) return [{ pointer, message: 'is a route that hosts have already' }];
  return extractsOfReports.some((extract) => extract === list.toLowerCase())
    ? [{ pointer, message: 'is an extract of reports: `phananh export --what` has it already' }]
    : [];
};

/** Names that stand in a host already, by what has them. */
export interface TakenNames {
  readonly workflows?: readonly string[];
  readonly projections?: readonly string[];
}

/**
 * Workflows that can stand beside each other in one host.
 *
 * @param taken of what runs there beside them
 * @throws {@link InvalidWorkflow} where two have one name or one path, or two of their projections, tables or lists: of the later one, with
 *   the place of what it has in common with which other
 */
export const besideEachOther = <Hosted extends AnyHostedWorkflow>(
  workflows: readonly Hosted[],
  taken: TakenNames = {},
): readonly Hosted[] => {
  const before = new Map<string, string>([
    ...(taken.workflows ?? []).map((name) => [`workflow ${name}`, 'the host'] as const),
    ...(taken.projections ?? []).map((name) => [`projection ${name}`, 'the host'] as const),
  ]);
  for (const hosted of workflows) {
    const { name } = hosted.workflow;
    const issues = namesOf(hosted).flatMap(({ pointer, what, said }) => {
      const key = `${what} ${said}`;
      const other = before.get(key);
      before.set(key, `the workflow ${name}`);
      return other === undefined
        ? []
        : [{ pointer, message: `is the ${what} ${said}, and ${other} has one of this name already` }];
    });
    if (issues.length > 0) throw new InvalidWorkflow(name, issues);
  }
  return workflows;
};

/** Each name by which hosts tell it from others. */
const namesOf = ({
  workflow,
  path,
  projections,
  lists,
}: AnyHostedWorkflow): readonly {
  readonly pointer: string;
  readonly what: string;
  readonly said: string;
}[] => [
  { pointer: '/name', what: 'workflow', said: workflow.name },
  { pointer: '/path', what: 'path', said: path.toLowerCase() },
  ...projections.flatMap(({ name, tables }) => [
    { pointer: `/projections/${name}`, what: 'projection', said: name },
    ...Object.entries<{ readonly name: string }>(tables).map(([key, table]) => ({
      pointer: `/projections/${name}/tables/${key}`,
      what: 'table',
      said: table.name,
    })),
  ]),
  ...Object.keys(lists).map((list) => ({
    pointer: `/lists/${list}`,
    what: 'list',
    said: list.toLowerCase(),
  })),
];
