import { normalText } from '@phananh/core';
import { CliError } from '../../errors.ts';

/** The fields of one record, in the order of the file's header. */
export type Fields = readonly string[];

/** The text of one column in a record: trimmed, empty when there is none. */
type ColumnReader = (fields: Fields) => string;

/** Finds columns by the names in a header, whatever their order. */
export interface Columns {
  readonly count: number;
  reader(name: string): ColumnReader;
  /** Throws {@link CliError} `missing-columns` when columns were asked for that are not there, all of them named. */
  demandAll(): void;
}

export const columnsOf = (header: Fields): Columns => {
  const names = header.map((name) => normalText(name.trim()));
  const missing = new Set<string>();
  const twice = new Set<string>();
  return {
    count: names.length,
    reader: (asked) => {
      const name = normalText(asked);
      const index = names.indexOf(name);
      if (index === -1) missing.add(name);
      else if (names.lastIndexOf(name) !== index) twice.add(name);
      return (fields) => fields[index]?.trim() ?? '';
    },
    demandAll: () => {
      if (missing.size === 0 && twice.size === 0) return;
      const problems = [
        ...(missing.size > 0 ? [`the file has no column ${[...missing].join(', ')}`] : []),
        ...(twice.size > 0 ? [`the file has more than one column ${[...twice].join(', ')}`] : []),
      ];
      throw new CliError('missing-columns', `${problems.join('; ')}; its columns are ${names.join(', ')}`);
    },
  };
};
