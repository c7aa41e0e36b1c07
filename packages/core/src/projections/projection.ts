import type {
  Actor,
  EventTable,
  Hides,
  Instant,
  Position,
  RecordedEvent,
  RecordedEventOf,
  Revision,
} from '../engine/index.ts';
import { idInStream, upcast } from '../engine/index.ts';
import { demandProjection } from './checks/index.ts';
import { type DeclaredColumns, type NewRow, type RowOf, storedNameOf } from './tables/declared-column.ts';
import { type DeclaredTable, namedTable, type ProjectedTable } from './tables/declared-table.ts';

/** A projection: data and pure functions, written next to the workflow that it reads. It knows no database, no clock and no thread. */

/** An event as a projection sees it, brought up to the version of today. */
export type ProjectedEvent<Events extends EventTable = EventTable> =
  RecordedEventOf<Events> extends infer One
    ? One extends RecordedEvent
      ? {
          readonly type: One['type'];
          readonly data: One['data'];
          /** Of the subject. */
          readonly id: string;
          readonly eventId: string;
          readonly revision: Revision;
          readonly position: Position;
          /** When it happened. */
          readonly at: Instant;
          readonly recordedAt: Instant;
          readonly actor: Actor;
        }
      : never
    : never;

/** The key of a row: the value of its one key column, or the values of all of them in their order. */
export type RowKey = string | readonly string[];

/** The rows of one table, for the projection that has it. What it does is in the tables with its checkpoint, or not at all. */
export interface Rows<Columns> {
  find(key: RowKey): RowOf<Columns> | undefined;
  /** Those whose key begins so, in its order; without a beginning all of them. */
  under(beginning?: RowKey): readonly RowOf<Columns>[];
  /** Throws where there is one with its key. */
  insert(row: NewRow<Columns>): void;
  /** Over the one with its key, where there is one. */
  put(row: NewRow<Columns>): void;
  /** Throws where there is none. */
  update(key: RowKey, changes: Partial<RowOf<Columns>>): void;
  remove(key: RowKey): void;
  /** Erases the personal columns of a row: each that has something says so, and nothing else. */
  erase(key: RowKey): void;
}

/** The rows of every table of a projection. */
export type RowsOf<Tables> = {
  readonly [Name in keyof Tables]: Tables[Name] extends DeclaredTable<infer Columns> ? Rows<Columns> : never;
};

export interface ProjectionTables {
  readonly [name: string]: DeclaredTable;
}

/** What a projection reads of a workflow: its events, with the policy that hosts have for it. */
export interface ProjectedWorkflow<Events extends EventTable, Policy> {
  readonly name: string;
  readonly events: Events;
  readonly present: (
    id: string,
    state: never,
    context: { readonly now: Instant; readonly policy: Policy; readonly hides: Hides },
  ) => unknown;
}

/** A projection as it is declared. */
export interface ProjectionDefinition<Events extends EventTable, Policy, Tables extends ProjectionTables> {
  /** Of letters, digits and hyphens; one of its kind among all that a host runs. */
  readonly name: string;
  /** Raise it when `apply` changes: the tables are then built anew, beside those that serve. That tables are made of something else is seen without. */
  readonly version: number;
  /** The workflow whose streams it reads, and no other. */
  readonly reads: ProjectedWorkflow<Events, Policy>;
  readonly tables: Tables;
  /** The only types of events that it wants. Absent: every one, and it is told when events of a stream are missing. */
  readonly types?: readonly (keyof Events & string)[];
  /** Whether it goes past an event that is not what its workflow writes, because another projection is held up by that. Default: no. */
  readonly passesFaults?: boolean;
  /** Brings up what follows from the policy and from no event, whenever a host begins with it: the policy may be another one. */
  readonly begin?: (rows: RowsOf<Tables>, context: { readonly policy: NoInfer<Policy> | undefined }) => void;
  /**
   * Takes an event in. Each event of a stream comes once, in order. What it throws parks the stream and stops nothing else. It is not
   * asynchronous: a promise parks the stream too.
   *
   * @param policy as the host has it; undefined where it is not known, as for a command that only looks
   */
  readonly apply: (
    event: ProjectedEvent<Events>,
    rows: RowsOf<Tables>,
    context: { readonly policy: NoInfer<Policy> | undefined },
  ) => void;
}

/** A projection with its tables named, as hosts run it. */
export interface DeclaredProjection<Tables extends ProjectionTables = ProjectionTables> {
  readonly name: string;
  readonly version: number;
  /** Name of the workflow. */
  readonly workflow: string;
  readonly tables: {
    readonly [Name in keyof Tables]: Tables[Name] extends DeclaredTable<infer Columns>
      ? ProjectedTable<Columns>
      : never;
  };
  readonly types: ReadonlySet<string> | undefined;
  readonly passesFaults: boolean;
  readonly begin: ((rows: AnyRows, policy: unknown) => void) | undefined;
  /** Takes in an event of one of its streams. */
  readonly take: (recorded: RecordedEvent, rows: AnyRows, policy: unknown) => void;
}

/** Rows of tables whose columns are known to the projection alone. */
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type of columns that the rows of every table fit.
export type AnyRows = { readonly [table: string]: Rows<any> };

/** Any projection: hosts run those of different workflows side by side. */
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type that the tables of every projection fit.
export type AnyProjection = DeclaredProjection<any>;

/**
 * Declares a projection.
 *
 * @throws {@link InvalidWorkflow} where its parts do not fit together, each by where it stands: `/projections/permits/tables/permits/search/1`
 */
export const projection = <Events extends EventTable, Policy, const Tables extends ProjectionTables>(
  definition: ProjectionDefinition<Events, Policy, Tables>,
): DeclaredProjection<Tables> => {
  demandProjection(definition);
  const { name, version, reads, tables, types, passesFaults = false, begin, apply } = definition;
  const named = Object.fromEntries(
    Object.entries(tables).map(([table, declared]) => [table, namedTable(storedNameOf(table), declared)]),
  );
  return {
    name,
    version,
    workflow: reads.name,
    // Each table under its own name, with its own columns.
    tables: named as DeclaredProjection<Tables>['tables'],
    types: types && new Set<string>(types),
    passesFaults,
    // The rows of these tables, and the policy of this workflow: who runs it gives them by the same names.
    begin:
      begin &&
      ((rows, policy) => {
        demandDone(
          // The rows of these tables and the policy of this workflow: who runs it gives them by the same names.
          begin(rows as unknown as RowsOf<Tables>, { policy: policy as Policy }),
          `begin of ${name}`,
        );
      }),
    take: (recorded, rows, policy) => {
      const id = idInStream(reads, recorded.stream);
      if (id === undefined) return;
      const { type, data, id: eventId, revision, position, metadata } = upcast(reads.events, recorded);
      const { occurredAt: at, recordedAt, actor } = metadata;
      const event = { type, data, id, eventId, revision, position, at, recordedAt, actor };
      // An event of the workflow's table, and the rows of these tables: who runs it gives them by the same names.
      const done: unknown = apply(
        event as unknown as ProjectedEvent<Events>,
        rows as unknown as RowsOf<Tables>,
        { policy: policy as Policy },
      );
      demandDone(done, `apply of ${name}`);
    },
  };
};

/** What is asynchronous, or yields, is not done when it returns, and the transaction of its event is over before it is: a type that says `void` lets it through. */
const demandDone = (returned: unknown, what: string): void => {
  if (typeof returned !== 'object' || returned === null) return;
  if ('then' in returned && typeof returned.then === 'function') {
    // What it fails with later would end the process.
    returned.then(undefined, () => {});
    throw new TypeError(`${what} is asynchronous, and what it does belongs to the transaction of its event`);
  }
  if ('next' in returned && typeof returned.next === 'function')
    throw new TypeError(`${what} is a generator, and nobody takes what it yields`);
};

/** The columns of a declared table. */
export type ColumnsOf<Table> = Table extends DeclaredTable<infer Columns> ? Columns : DeclaredColumns;
