import type { Instant } from '@phananh/core';
import { InvalidQuery } from '@phananh/core/engine';
import {
  agencyEventsTable,
  caseClocksTable,
  caseEventsTable,
  caseFactsTable,
  clockEventsTable,
  extractsOfReports,
  formerClockEventsTable,
  formerEventsTable,
  type ReadModels,
  type TableDefinition,
} from '@phananh/core/read-models';
import type { ReportAudience } from '@phananh/core/reports';
import { csvOf } from './csv.ts';
import { agencyEventFilters, type ExportFilters, filtersText } from './export-filters.ts';
import { exportedTable } from './exported-table.ts';
import { ocelOf } from './ocel.ts';
import { parquetOf } from './parquet.ts';
import type { Provenance } from './provenance.ts';
import { xesOf } from './xes.ts';

/** Lists of workflows have other names. */
export const exportWhats = extractsOfReports;
export type ExportWhat = (typeof exportWhats)[number];

/** Formats, each with what it can carry, the ending of its files, and its media type. */
export const exportFormats = {
  csv: { ending: 'csv', mediaType: 'text/csv; charset=utf-8', of: exportWhats },
  parquet: { ending: 'parquet', mediaType: 'application/vnd.apache.parquet', of: exportWhats },
  xes: { ending: 'xes', mediaType: 'application/xml', of: ['events'] },
  ocel: { ending: 'ocel.json', mediaType: 'application/json', of: ['events'] },
} as const;
export type ExportFormat = keyof typeof exportFormats;

/** Another workflow's rows: the table of one of its lists, as `exportedList` of core gives it, and the projection that it is of. */
export interface ExportedRows {
  readonly projection: string;
  readonly table: TableDefinition;
}

const tables: { readonly [What in ExportWhat]: TableDefinition } = {
  cases: caseFactsTable,
  events: caseEventsTable,
  clocks: caseClocksTable,
  'clock-events': clockEventsTable,
  'former-events': formerEventsTable,
  'former-clock-events': formerClockEventsTable,
  'agency-events': agencyEventsTable,
};

export interface Export extends Provenance {
  /** The file, bit by bit; whoever reads it to its end or leaves it lets the read models go. */
  readonly chunks: AsyncIterable<string | Uint8Array>;
}

/** What goes into a file, and how. */
export interface ExportOptions {
  /** Rows of another workflow are for CSV and Parquet. */
  readonly what: ExportWhat | ExportedRows;
  readonly format: ExportFormat;
  readonly exportedAt: Instant;
  /** As whom the file is read: for analysts places are rounded, as they are in lists. Default `analyst`. */
  readonly audience?: ReportAudience;
  /** Which rows; absent: all. Of other workflows' rows, and of events of agencies but by time and agency, nothing can be asked. */
  readonly only?: ExportFilters;
  /** Of CSV: begin with a byte order mark, for spreadsheets that need one to see UTF-8. */
  readonly bom?: boolean;
}

const tableOf = (what: ExportWhat, audience: ReportAudience): TableDefinition =>
  exportedTable(tables[what], audience);

/**
 * Cases or events of one state of the read models, as a file of a format. Nothing is held but a page of rows. Instants
 * are UTC. Without what citizens wrote, and without persons: of an actor the kind is told.
 *
 * @throws {@link InvalidQuery} for filters that the rows do not have, or that cannot be answered
 */
export const exportOf = (readModels: Pick<ReadModels, 'snapshot'>, order: ExportOptions): Export => {
  const { what, format, exportedAt, audience = 'analyst', bom = false, only = {} } = order;
  demandFilters(what, only);
  const asked = filtersText(only);
  const filters = asked === '' ? {} : { filters: asked };
  const range = what === 'cases' ? 'submissions' : 'events';
  const snapshot =
    asked === '' ? readModels.snapshot() : readModels.snapshot({ ...only, range, now: exportedAt });
  const { position, schemaVersion, gaps } = snapshot;
  const ofReports = (): Provenance => {
    const { parkedReports, skippedEvents, deletedReports, missingReports } = gaps;
    return {
      position,
      schemaVersion,
      exportedAt,
      parkedReports,
      skippedEvents,
      deletedReports,
      missingReports,
      ...filters,
    };
  };
  const provenance: Provenance =
    typeof what === 'string'
      ? ofReports()
      : { position, schemaVersion, exportedAt, ...snapshot.gapsOf(what.projection) };
  const table = typeof what === 'string' ? tableOf(what, audience) : what.table;
  const chunks = (): AsyncIterable<string | Uint8Array> => {
    switch (format) {
      case 'csv':
        return csvOf(table, (text) => snapshot.lines(table, text), provenance, { bom });
      case 'parquet':
        return parquetOf(table, snapshot.pages(table, 'key'), provenance);
      case 'xes':
        return xesOf(snapshot, provenance);
      case 'ocel':
        return ocelOf(snapshot, provenance);
    }
  };
  return { ...provenance, chunks: released(chunks(), snapshot.release) };
};

const demandFilters = (what: ExportOptions['what'], only: ExportFilters): void => {
  if (typeof what === 'string' && what !== 'agency-events') return;
  const known: readonly string[] = what === 'agency-events' ? agencyEventFilters : [];
  for (const [name, value] of Object.entries(only))
    if (value !== undefined && name !== 'reader' && !known.includes(name))
      throw new InvalidQuery(`${name} is no filter of these rows`, `/${name}`);
};

async function* released<Chunk>(chunks: AsyncIterable<Chunk>, release: () => void): AsyncGenerator<Chunk> {
  try {
    yield* chunks;
  } finally {
    release();
  }
}
