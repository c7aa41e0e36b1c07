import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { csvCell } from '@phananh/exports/csv-cell';
import { openOutput, unwritable, type WhyKept } from '../output/output-file.ts';
import type { RejectedRow } from './import-file.ts';

/** A file of rejected rows. */
export interface RejectsFile {
  write(row: RejectedRow): void;
  /** Puts it in its place: when the import is done, or has rejected something before it failed. */
  close(by: { readonly isDone: boolean }): Promise<void>;
}

/** CSV, or JSON lines for a name that ends in .jsonl or .ndjson. @throws {@link CliError} `unwritable-output`, `would-overwrite` */
export const openRejects = (path: string, whyKept: WhyKept): RejectsFile => {
  const file = openOutput(path, whyKept);
  const stream = createWriteStream(file.part, { flags: 'r+', flush: true });
  // Told when it is closed: the import goes on.
  const ended = finished(stream).then(
    () => undefined,
    (error: unknown) => error,
  );
  const isJson = /\.(?:jsonl|ndjson)$/i.test(path);
  if (!isJson) stream.write('line,lastLine,caseId,code,message\n');
  let isEmpty = true;
  return {
    write: (row) => {
      isEmpty = false;
      stream.write(`${isJson ? JSON.stringify(row) : csvLine(row)}\n`);
    },
    close: async ({ isDone }) => {
      stream.end();
      const error = await ended;
      try {
        if (error !== undefined) throw unwritable(path, error);
        if (isDone || !isEmpty) file.place();
      } finally {
        file.discard();
      }
    },
  };
};

const csvLine = ({ line, lastLine, caseId, code, message }: RejectedRow): string =>
  [String(line), String(lastLine), caseId ?? '', code, message].map(csvCell).join(',');
