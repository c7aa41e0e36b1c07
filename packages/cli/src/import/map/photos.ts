import type { Columns, Fields } from './columns.ts';
import type { ImportMap } from './schema.ts';

/** Where the photos of a case are: what stands in its cells, each once. */
export type PhotosOfCase = (fields: Fields) => readonly string[];

const none: readonly string[] = [];

export const compilePhotos = ({ photos }: Pick<ImportMap, 'photos'>, columns: Columns): PhotosOfCase => {
  if (photos === undefined) return () => none;
  const { separator } = photos;
  const readers = photos.columns.map(columns.reader);
  return (fields) => {
    const cells = readers.map((read) => read(fields)).filter((cell) => cell !== '');
    if (cells.length === 0) return none;
    const sources = cells.flatMap((cell) => cell.split(separator ?? /\r\n|\r|\n/));
    return [...new Set(sources.map((source) => source.trim()).filter((source) => source !== ''))];
  };
};
