import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { PhananhError, type Reports } from '@phananh/core';
import { inNormalForm, slots } from '@phananh/core/engine';
import { CliError, isOfWhatWasGiven } from '../process/errors.ts';
import { type CsvRecord, csvRecords } from './csv/records.ts';
import { caseImporter } from './import-case.ts';
import { columnsOf } from './map/columns.ts';
import { caseIdReader, compileMap, importActor, type SourceCase } from './map/compile-map.ts';
import type { ImportMap } from './map/schema.ts';
import { demandZone } from './map/zone.ts';
import { shownSource } from './photo-source.ts';
import { type PhotoTaking, photoImporter, type TakenPhotos } from './photos.ts';
import type { TakenOver } from './row-corrections.ts';
import { RowRejected } from './row-rejected.ts';

/** Cases that are begun in one turn of the event loop: few, so that one group is decided while another is written. */
const casesPerTurn = 32;

/** A row that was left out, with its reason. */
export interface RejectedRow {
  /** The physical line of the file on which the row starts, from 1. */
  readonly line: number;
  /** The one on which it ends: a quote may have swallowed the lines between. */
  readonly lastLine: number;
  readonly caseId: string | null;
  readonly code: string;
  readonly message: string;
}

/** What became of the physical lines of a file: every one is in one of the last three. */
export interface LineCounts {
  readonly total: number;
  /** Of rows whose cases are in the store, now or before. */
  readonly imported: number;
  readonly rejected: number;
  /** Preamble, header and blank lines. */
  readonly skipped: number;
}

export interface ImportCounts {
  readonly rows: number;
  readonly imported: number;
  readonly continued: number;
  readonly corrected: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly events: number;
  /** Cases by their fields that were erased since they were imported: those are neither compared nor taken. */
  readonly erased: { readonly [field: string]: number };
  readonly photos: PhotoCounts;
  readonly lines: LineCounts;
}

/** What became of the photos of the cases that came in. */
interface PhotoCounts {
  readonly added: number;
  readonly there: number;
  readonly missed: number;
}

export interface ImportResult extends ImportCounts {
  readonly rejectedBy: { readonly [code: string]: number };
  /** Position in the log of the last event of the cases that came in; 0 when none did. */
  readonly position: number;
  /** Why the file could not be read to its end; what stood whole before that was imported. */
  readonly cut: CliError | undefined;
}

export interface ImportOptions {
  readonly map: ImportMap;
  readonly text: AsyncIterable<string>;
  readonly reports: Reports;
  readonly onRejected: (row: RejectedRow) => void;
  /** Told of each photo that could not be had. Its report came in. */
  readonly onPhotoMissed?: (photo: RejectedRow) => void;
  /** Where the photos that the map names are taken from and brought to. Default: they are passed over. */
  readonly photos?: PhotoTaking;
  readonly onProgress?: (counts: ImportCounts) => void;
  /** Ends the import after the cases that are in flight. */
  readonly signal?: AbortSignal;
  /** Take over what rows say otherwise than before. Default: such rows are rejected. */
  readonly corrections?: TakenOver;
  /** Cases at once, so that their appends can share a commit. Default 128. */
  readonly inFlight?: number;
}

/**
 * Imports a file of cases. Rows that are wrong are left out and told; whatever else fails ends the import.
 * Throws {@link CliError} `foreign-zone`, `missing-columns` and `unreadable-source` (no header) before anything is imported.
 */
export const importFile = async (options: ImportOptions): Promise<ImportResult> => {
  const { text, reports, onRejected, onProgress, signal, inFlight = 128 } = options;
  const map = inNormalForm(options.map);
  demandZone(map, reports.policy);
  const lines = { total: 0, imported: 0, rejected: 0, skipped: 0 };
  const erased: { [field: string]: number } = {};
  const counts = {
    rows: 0,
    imported: 0,
    continued: 0,
    corrected: 0,
    unchanged: 0,
    rejected: 0,
    events: 0,
    erased,
    photos: { added: 0, there: 0, missed: 0 },
    lines,
  };
  const rejectedBy: { [code: string]: number } = {};
  let last = 0;
  const importCase = caseImporter(reports, importActor(map), options.corrections);
  const takePhotos = options.photos && photoImporter(reports, importActor(map), options.photos);
  const places = slots(inFlight);
  let failure: { readonly error: unknown } | undefined;

  const reject = (record: CsvRecord, caseId: string | null, error: unknown): void => {
    const row = rejectedRow(record, caseId, error);
    if (row === undefined) {
      failure ??= { error };
      return;
    }
    counts.rejected += 1;
    lines.rejected += linesOf(record);
    rejectedBy[row.code] = (rejectedBy[row.code] ?? 0) + 1;
    onRejected(row);
  };

  /** Whatever is wrong with photos, their report is there. */
  const fail = (error: unknown): void => {
    failure ??= { error };
  };
  const tellPhotos =
    ({ line, lastLine }: CsvRecord, caseId: string) =>
    ({ added, there, missed }: TakenPhotos): void => {
      counts.photos.added += added;
      counts.photos.there += there;
      counts.photos.missed += missed.length;
      for (const { source, code, message } of missed)
        options.onPhotoMissed?.({
          line,
          lastLine,
          caseId,
          code,
          message: `${shownSource(source)}: ${message}`,
        });
    };

  const run = async (record: CsvRecord, found: SourceCase): Promise<void> => {
    try {
      const { became, events, position, reportId, erased: gone = [] } = await importCase(found);
      last = Math.max(last, position);
      counts[became] += 1;
      counts.events += events;
      for (const field of gone) erased[field] = (erased[field] ?? 0) + 1;
      lines.imported += linesOf(record);
      if (takePhotos !== undefined && found.photos.length > 0)
        await takePhotos(reportId, found.photos).then(tellPhotos(record, found.caseId), fail);
    } catch (error) {
      reject(record, found.caseId, error);
    }
  };

  const take = async (record: CsvRecord, read: CaseReader): Promise<void> => {
    counts.rows += 1;
    let found: SourceCase;
    try {
      found = read.case(record, counts.rows);
    } catch (error) {
      reject(record, read.caseId(record, counts.rows), error);
      return;
    }
    // Not awaited when one is free: a row more should not cost a turn of the microtask queue.
    const give = places.takeFree() ?? (await places.take());
    void run(record, found).finally(give);
  };

  /** Up to a line of the file everything is in a row that was taken, or in none. */
  const skipTo = (line: number): void => {
    lines.skipped += line - lines.total;
    lines.total = line;
  };

  let read: CaseReader | undefined;
  const readAll = async (): Promise<void> => {
    for await (const batch of csvRecords(text, map.format)) {
      for (const record of batch.records) {
        if (read === undefined) {
          read = caseReader(map, record);
          continue;
        }
        skipTo(record.line - 1);
        lines.total = record.lastLine;
        await take(record, read);
        // Else every case in flight would wait for one commit, and the writer for the next ones.
        if (counts.rows % casesPerTurn === 0) await turnOfTheLoop();
        if (failure !== undefined || signal?.aborted === true) return;
        demandUncut(record, read);
      }
      skipTo(batch.lines);
      onProgress?.(counts);
    }
    if (read === undefined) throw withoutHeader();
  };

  let cut: CliError | undefined;
  try {
    await readAll();
  } catch (error) {
    // Without a header nothing is known of the lines: there is nothing to tell but that.
    if (!(error instanceof CliError) || read === undefined) throw error;
    cut = error;
  } finally {
    await places.allGiven();
  }
  if (failure !== undefined) throw failure.error;
  onProgress?.(counts);
  return { ...counts, rejectedBy, position: last, cut };
};

/**
 * Reads a file as far as its header: what it would be refused for as a whole, it is before a store is made for it. Throws as
 * {@link importFile} does.
 */
export const demandHeader = async ({ map, text }: Pick<ImportOptions, 'map' | 'text'>): Promise<void> => {
  for await (const { records } of csvRecords(text, map.format)) {
    const [header] = records;
    if (header === undefined) continue;
    caseReader(inNormalForm(map), header);
    return;
  }
  throw withoutHeader();
};

const withoutHeader = (): CliError => new CliError('unreadable-source', 'the file has no header');

interface CaseReader {
  readonly columns: number;
  readonly mayBeShort: boolean;
  readonly case: (record: CsvRecord, row: number) => SourceCase;
  readonly caseId: (record: CsvRecord, row: number) => string | null;
}

const linesOf = ({ line, lastLine }: CsvRecord): number => lastLine - line + 1;

const caseReader = (map: ImportMap, header: CsvRecord): CaseReader => {
  if (header.malformed !== undefined)
    throw new CliError('unreadable-source', `the header on line ${header.line}: ${header.malformed}`);
  const caseIdOf = caseIdReader(map, columnsOf(header.fields));
  return {
    columns: header.fields.length,
    case: compileMap(map, header.fields),
    mayBeShort: map.format.shortRows === 'fill',
    caseId: ({ fields }, row) => caseIdOf(fields, row) || null,
  };
};

/** A last line that lacks columns and its line end was cut; a row that lacks columns elsewhere is a wrong row. */
const demandUncut = ({ terminated, fields, line }: CsvRecord, reader: CaseReader): void => {
  const { columns, mayBeShort } = reader;
  if (terminated || mayBeShort || fields.length >= columns) return;
  throw new CliError('cut-source', `line ${line} ends after ${fields.length} of ${columns} columns`);
};

const rejectedRow = (
  { line, lastLine }: CsvRecord,
  caseId: string | null,
  error: unknown,
): RejectedRow | undefined => {
  const row = { line, lastLine, caseId };
  if (error instanceof RowRejected) return { ...row, code: error.code, message: error.message };
  if (!(error instanceof PhananhError) || !isOfWhatWasGiven(error.code)) return undefined;
  return { ...row, code: error.code, message: error.message };
};
