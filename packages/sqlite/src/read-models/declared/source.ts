import type { EventStore, RecordedEvent } from '@phananh/core';
import { idInStream } from '@phananh/core/engine';
import type { AnyHostedWorkflow, AnyProjection, AnyRows, ProjectedTable } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { Projection } from '../building/projection.ts';
import type { ProjectionSource } from '../building/read-side.ts';
import { createTable } from '../building/schema.ts';
import { indexesOfTable, sortIndexes } from './indexes.ts';
import { extendedRows, extensionTables, isExtended } from './row-extensions.ts';
import { rowsOf, whileOpen } from './rows.ts';
import { scrubbing } from './scrubbing.ts';
import { streamRevisions } from './stream-revisions.ts';

/** A declared projection as the machinery runs it. */
export const declaredSource = (
  declared: AnyProjection,
  {
    policy,
    lists,
    workflow,
  }: Pick<AnyHostedWorkflow, 'policy' | 'lists'> & {
    /** Absent: nothing of anybody is erased in its rows. */
    readonly workflow?: AnyHostedWorkflow['workflow'];
  },
): ProjectionSource => {
  const { name, version } = declared;
  const tables: readonly ProjectedTable[] = Object.values(declared.tables);
  return {
    name,
    version,
    tables: tables.flatMap((table) => [createTable(table), extensionTables(table)]).join('\n'),
    indexes: [
      ...tables.map(indexesOfTable),
      ...Object.values(lists)
        .filter(({ of }) => tables.includes(of))
        .map(sortIndexes),
    ].join('\n'),
    said: tables.map(saidOf),
    keepsBeside: tables.some(isExtended),
    on: (database, store) => running(database, declared, { policy, workflow, store }),
  };
};

/** What the SQL of a table does not show: what each column holds and whether an erasure empties it, and what is kept by which columns. */
const saidOf = ({ name, fields, search, months }: ProjectedTable): unknown => [
  name,
  Object.entries(fields)
    .map(([field, { kind, isPersonal, values }]) => [field, kind, isPersonal, values ?? null] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  search,
  Object.entries(months).toSorted(([a], [b]) => (a < b ? -1 : 1)),
];

const running = (
  database: Database,
  declared: AnyProjection,
  {
    policy,
    workflow: definition,
    store,
  }: {
    readonly policy: unknown;
    readonly workflow: AnyHostedWorkflow['workflow'] | undefined;
    readonly store: Pick<EventStore, 'readStream'>;
  },
): Projection => {
  const { name, workflow } = declared;
  const tables: { readonly [table: string]: ProjectedTable } = declared.tables;
  const extended = Object.entries(tables).map(
    ([table, projected]) => [table, extendedRows(database, projected, rowsOf(database, projected))] as const,
  );
  let isOpen = false;
  const rows: AnyRows = Object.fromEntries(
    extended.map(([table, one]) => [table, whileOpen(one.rows, () => isOpen, `${name}: ${table}`)]),
  );
  const withRows = (act: () => void): void => {
    isOpen = true;
    try {
      act();
    } finally {
      isOpen = false;
    }
  };
  const flush = (): void => {
    for (const [, one] of extended) one.flush();
  };
  const { types, passesFaults, begin } = declared;
  const revisions = types === undefined ? streamRevisions(database, name) : undefined;
  const isTaken = (event: RecordedEvent): boolean =>
    types?.has(event.type) !== false && !(passesFaults && event.fault !== undefined);
  if (begin !== undefined)
    database
      .transaction(() => {
        withRows(() => begin(rows, policy));
        flush();
      })
      .immediate();
  const forget = (): void => {
    for (const [, one] of extended) one.forget();
  };
  // A workflow that seals nothing has nothing that is erased.
  const scrubs =
    definition?.subjectOf === undefined
      ? undefined
      : scrubbing(database, {
          name,
          workflow: definition,
          store,
          tables,
          rows: { rows, flush, forget },
          take: (event, into) => {
            if (isTaken(event)) declared.take(event, into, policy);
          },
          upTo: (stream) => (revisions === undefined ? undefined : (revisions.upTo(stream) ?? -1)),
        });
  return {
    name,
    ...(scrubs && { prepare: scrubs.prepare }),
    apply: (events) =>
      withRows(() => {
        for (const event of events) {
          if (scrubs?.asks(event) === true) scrubs.apply(event);
          if (idInStream({ name: workflow }, event.stream) === undefined) continue;
          if (!isTaken(event)) continue;
          revisions?.take(event);
          declared.take(event, rows, policy);
        }
      }),
    flush,
    forget,
  };
};
