import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { csvCell } from '@phananh/exports/csv-cell';
import type { RejectedRow } from './import-file.ts';

/** A file of rejected rows. */
export interface RejectsFile {
  write(row: RejectedRow): void;
  close(): Promise<void>;
}

/** CSV, or JSON lines for a name that ends in .jsonl or .ndjson. */
export const openRejects = (path: string): RejectsFile => {
  const stream = createWriteStream(path);
  const isJson = /\.(?:jsonl|ndjson)$/i.test(path);
  if (!isJson) stream.write('line,lastLine,caseId,code,message\n');
  return {
    write: (row) => void stream.write(`${isJson ? JSON.stringify(row) : csvLine(row)}\n`),
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
};

const csvLine = ({ line, lastLine, caseId, code, message }: RejectedRow): string =>
  [String(line), String(lastLine), caseId ?? '', code, message].map(csvCell).join(',');
