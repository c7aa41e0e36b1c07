import type { Columns, Fields } from './columns.ts';
import type { Condition } from './schema.ts';

/** Whether all conditions hold for a record. */
export const compileConditions = (
  conditions: readonly Condition[],
  columns: Columns,
): ((fields: Fields) => boolean) => {
  const tests = conditions.map((condition) => {
    const read = columns.reader(condition.column);
    const test = textTest(condition);
    const expected = condition.not !== true;
    return (fields: Fields): boolean => test(read(fields)) === expected;
  });
  return (fields) => tests.every((test) => test(fields));
};

const textTest = ({ present, equals, matches }: Condition): ((text: string) => boolean) => {
  if (present !== undefined) return (text) => (text !== '') === present;
  if (matches !== undefined) {
    const regex = new RegExp(matches, 'u');
    return (text) => regex.test(text);
  }
  const texts = new Set([equals ?? []].flat());
  return (text) => texts.has(text);
};
