import { normalText, withVietnameseD } from '@phananh/core/engine';
import { CliError } from '../../process/errors.ts';

/** The fields of one record, in the order of the file's header. */
export type Fields = readonly string[];

/** The text of one column in a record: trimmed, empty when there is none. */
type ColumnReader = (fields: Fields) => string;

/**
 * Finds columns by the names in a header, whatever their order. Where none has the very name it is the one that looks the same:
 * a space that does not break, a second one and a letter that nobody sees are what spreadsheets leave behind, and Ð is typed
 * for Đ.
 */
export interface Columns {
  readonly count: number;
  reader(name: string): ColumnReader;
  /** Throws {@link CliError} `missing-columns` when columns were asked for that are not there, all of them named. */
  demandAll(): void;
}

export const columnsOf = (header: Fields): Columns => {
  const names = header.map((name) => normalText(name.trim()));
  const looks = names.map(looksLike);
  const missing = new Set<string>();
  const twice = new Set<string>();
  return {
    count: names.length,
    reader: (asked) => {
      const name = normalText(asked);
      const [among, sought] = names.includes(name) ? [names, name] : [looks, looksLike(name)];
      const index = among.indexOf(sought);
      if (index === -1) missing.add(name);
      else if (among.lastIndexOf(sought) !== index) twice.add(name);
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

const looksLike = (name: string): string =>
  withVietnameseD(name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}+/gu, ''))
    .replace(/\s+/g, ' ')
    .trim();
