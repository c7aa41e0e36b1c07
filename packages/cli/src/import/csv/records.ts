import { normalText } from '@phananh/core/engine';
import { unguardedCell } from '@phananh/exports/csv-cell';
import { CliError } from '../../process/errors.ts';
import { countLines, lineEndsOf } from './line-ends.ts';
import { type Dialect, type ScannedText, scanRecord } from './scan-record.ts';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The physical line on which it starts, from 1. */
  readonly line: number;
  /** The physical line on which it ends. */
  readonly lastLine: number;
  /**
   * In NFC, so that names are the same however whoever wrote the file composed them; without the guard that an export of ours puts
   * before what a spreadsheet would take for a formula.
   */
  readonly fields: readonly string[];
  /** As the file has them, where that is another form. */
  readonly written: readonly string[] | undefined;
  /** What is wrong with its quotes, when something is. */
  readonly malformed: string | undefined;
  /** False for a last record without a line end: it may have been cut. */
  readonly terminated: boolean;
}

/** Records, and up to which physical line the file has been read: those between that are in no record are blank. */
export interface CsvBatch {
  readonly records: readonly CsvRecord[];
  readonly lines: number;
}

const asMeant = (field: string): string => unguardedCell(normalText(field));
const isOtherForm = (field: string): boolean => asMeant(field) !== field;

/** A longer record is a quote that was never closed: without a limit it would take the rest of the file into memory. */
const maximumRecordLength = 1024 * 1024;

/**
 * The records of a CSV file (RFC 4180) as batches, one for each piece of text that comes in. Blank lines are no records.
 *
 * Written by hand because a general parser took a fifth of the time of a whole import; a property test holds it
 * against csv-parse. Where a quote is not closed the last record is malformed and covers every line up to the end of the file;
 * then {@link CliError} `cut-source` is thrown.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  { preambleLines = 0, ...dialect }: Dialect & { readonly preambleLines?: number },
): AsyncGenerator<CsvBatch, void, undefined> {
  let rest = '';
  let line = 1;

  const take = (final: boolean): readonly CsvRecord[] => {
    const records: CsvRecord[] = [];
    const scannedText: ScannedText = { text: rest, lineEnds: lineEndsOf(rest, final), final };
    let start = 0;
    for (; line <= preambleLines && start < rest.length; line += 1) {
      const end = scannedText.lineEnds.after(start);
      if (end === undefined) break;
      start = end.next;
    }
    while (start < rest.length && line > preambleLines) {
      const scanned = scanRecord(scannedText, start, dialect);
      if (scanned === undefined) break;
      const { fields, end, malformed, terminated } = scanned;
      const covered = scanned.spansLines ? linesOf(scannedText, start, end, terminated) : 1;
      if (fields.length > 1 || fields[0] !== '' || malformed !== undefined) {
        const normal = fields.some(isOtherForm) ? fields.map(asMeant) : fields;
        const written = normal === fields ? undefined : fields;
        records.push({ line, lastLine: line + covered - 1, fields: normal, written, malformed, terminated });
      }
      line += covered;
      start = end;
    }
    rest = rest.slice(start);
    return records;
  };

  /** The lines from here on as one record that is none. */
  const lost = (malformed: string, lines: number): CsvBatch => {
    const lastLine = line + lines - 1;
    const record = { line, lastLine, fields: [], written: undefined, malformed, terminated: true };
    return { records: [record], lines: lastLine };
  };

  const pieces = text[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done === true) break;
      rest += value;
      const records = take(false);
      if (records.length > 0) yield { records, lines: line - 1 };
      if (rest.length > maximumRecordLength) break;
    }
  } catch (error) {
    if (rest !== '') yield lost('the file is cut here', await countLines(rest));
    throw error;
  }
  if (rest.length <= maximumRecordLength) yield { records: take(true), lines: line - 1 };
  if (rest === '') return;
  const why =
    rest.length > maximumRecordLength
      ? `is longer than ${maximumRecordLength} characters: a quote is not closed`
      : 'opens a quote that is never closed';
  const message = `the record that starts on line ${line} ${why}`;
  yield lost('a quote is never closed', await countLines(rest, pieces));
  throw new CliError('cut-source', message);
}

const linesOf = ({ lineEnds }: ScannedText, start: number, end: number, terminated: boolean): number =>
  lineEnds.count(start, end) + (terminated ? 0 : 1);
