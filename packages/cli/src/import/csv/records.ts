import { normalText } from '@phananh/core';
import { CliError } from '../../errors.ts';
import { countLineEnds, type Dialect, scanRecord } from './scan-record.ts';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The physical line on which it starts, from 1. */
  readonly line: number;
  /** In NFC, so that names are the same however whoever wrote the file composed them. */
  readonly fields: readonly string[];
  /** As the file has them, where that is another form. */
  readonly written: readonly string[] | undefined;
  /** What is wrong with its quotes, when something is. */
  readonly malformed: string | undefined;
  /** False for a last record without a line end: it may have been cut. */
  readonly terminated: boolean;
}

const isOtherForm = (field: string): boolean => normalText(field) !== field;

/** A longer record is a quote that was never closed: without a limit it would take the rest of the file into memory. */
const maximumRecordLength = 1024 * 1024;

/**
 * The records of a CSV file (RFC 4180) as batches, one for each piece of text that comes in. Blank lines are no records.
 *
 * Written by hand because a general parser took a fifth of the time of a whole import; a property test holds it
 * against csv-parse. Throws {@link CliError} `cut-source` after the last whole record when a quote is not closed.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  dialect: Dialect,
): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  let rest = '';
  let line = 1;

  const take = (final: boolean): readonly CsvRecord[] => {
    const records: CsvRecord[] = [];
    let start = 0;
    while (start < rest.length) {
      const scanned = scanRecord(rest, start, final, dialect);
      if (scanned === undefined) break;
      const { fields, end, malformed, terminated } = scanned;
      if (fields.length > 1 || fields[0] !== '' || malformed !== undefined) {
        const normal = fields.some(isOtherForm) ? fields.map(normalText) : fields;
        const written = normal === fields ? undefined : fields;
        records.push({ line, fields: normal, written, malformed, terminated });
      }
      line += scanned.spansLines ? countLineEnds(rest, start, end) : 1;
      start = end;
    }
    rest = rest.slice(start);
    return records;
  };

  for await (const piece of text) {
    rest += piece;
    const records = take(false);
    if (records.length > 0) yield records;
    if (rest.length > maximumRecordLength) {
      throw new CliError(
        'cut-source',
        `the record that starts on line ${line} is longer than ${maximumRecordLength} characters: a quote is not closed`,
      );
    }
  }
  const records = take(true);
  if (records.length > 0) yield records;
  if (rest.length > 0) {
    throw new CliError('cut-source', `the quote that opens in the record on line ${line} is never closed`);
  }
}
