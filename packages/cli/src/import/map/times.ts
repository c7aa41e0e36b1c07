import type { ReadTime, TimeReader } from '../time/instants.ts';
import type { Columns, Fields } from './columns.ts';
import type { TimeSource } from './schema.ts';

/** The time in a column, or in one for the date and one for the time; undefined when there is none. */
export const compileTime = (
  source: TimeSource,
  { columns, readTime }: { readonly columns: Columns; readonly readTime: TimeReader },
): ((fields: Fields) => ReadTime | undefined) => {
  if (typeof source === 'string') {
    const read = columns.reader(source);
    return (fields) => {
      const text = read(fields);
      return text === '' ? undefined : readTime(text, source);
    };
  }
  const [dateOf, timeOf] = [columns.reader(source.date), columns.reader(source.time)];
  return (fields) => {
    const [date, time] = [dateOf(fields), timeOf(fields)];
    if (date === '') return undefined;
    return time === '' ? readTime(date, source.date) : readTime(`${date} ${time}`, namesOf(source));
  };
};

export const namesOf = (source: TimeSource): string =>
  typeof source === 'string' ? source : `${source.date} ${source.time}`;
