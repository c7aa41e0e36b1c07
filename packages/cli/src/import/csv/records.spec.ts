import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRecord, csvRecords } from './records.ts';

const dialect = { delimiter: ',', quote: '"' };

const read = async (pieces: readonly string[]): Promise<readonly CsvRecord[]> => {
  const records: CsvRecord[] = [];
  const text = async function* () {
    yield* pieces;
  };
  for await (const batch of csvRecords(text(), dialect)) records.push(...batch);
  return records;
};

/** Cut at every multiple of a length, so that records, quotes and line ends are torn apart. */
const torn = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );

describe('records of a CSV file', () => {
  test('are those that csv-parse reads, however the text is torn into pieces', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'đ', ' ', ',', '"', '\n', '\r\n') });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    const lineEnd = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(rows, lineEnd, fc.integer({ min: 1, max: 9 }), async (cells, end, length) => {
        const text = cells
          .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
          .join(end);
        const expected = parse(text, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
        expect((await read(torn(text, length))).map(({ fields }) => fields)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('name the physical line on which they start, quoted line ends and blank lines counted', async () => {
    const records = await read(['a,b\r\n"x\ny\r\nz",2\r\n\r\n3,4\n5']);
    expect(records.map(({ line, fields }) => [line, fields])).toEqual([
      [1, ['a', 'b']],
      [2, ['x\ny\r\nz', '2']],
      [6, ['3', '4']],
      [7, ['5']],
    ]);
  });

  test('with text after a closing quote are malformed, and the next one is not', async () => {
    const [bad, good] = await read(['"a"b,c\nd,e\n']);
    expect(bad?.malformed).toBe('text follows a closing quote');
    expect(good).toMatchObject({ line: 2, fields: ['d', 'e'], malformed: undefined });
  });

  test('before a quote that is never closed are given, then the cut is told with its line', async () => {
    const records: CsvRecord[] = [];
    const run = async () => {
      const text = async function* () {
        yield 'a,b\n1,2\n"3,4\n5,6\n';
      };
      for await (const batch of csvRecords(text(), dialect)) records.push(...batch);
    };
    await expect(run()).rejects.toMatchObject({
      code: 'cut-source',
      message: expect.stringContaining('line 3'),
    });
    expect(records).toHaveLength(2);
  });
});
