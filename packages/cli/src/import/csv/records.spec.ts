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
  for await (const batch of csvRecords(text(), dialect)) records.push(...batch.records);
  return records;
};

/** Cut at every multiple of a length, so that records, quotes and line ends are torn apart. */
const torn = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );

describe('records of a CSV file', () => {
  test('are those that csv-parse reads, however the text is torn into pieces and its lines end', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'đ', ' ', ',', '"', '\n', '\r\n', '\r') });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    const ends = fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 6, maxLength: 6 });
    const bare = (cell: string): boolean => !/[",\r\n]/.test(cell);
    await fc.assert(
      fc.asyncProperty(rows, ends, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (...asked) => {
        const [cells, lineEnds, length, isWhole] = asked;
        const text = cells
          .map((row) => row.map((cell) => (bare(cell) ? cell : `"${cell.replaceAll('"', '""')}"`)).join(','))
          .reduce((before, row, index) => `${before}${lineEnds[index]}${row}`);
        const file = isWhole ? `${text}${lineEnds[0]}` : text;
        const expected = parse(file, { relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] });
        expect((await read(torn(file, length))).map(({ fields }) => fields)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['\n', '\r\n', '\r'])(
    'end behind a closing quote with %j, also at the end of the file',
    async (end) => {
      for (const text of [`a,"b"${end}c,"d"${end}`, `a,"b"${end}c,"d"`])
        for (const pieces of [[text], torn(text, 1)])
          expect(await read(pieces)).toMatchObject([
            { line: 1, fields: ['a', 'b'], malformed: undefined, terminated: true },
            { line: 2, fields: ['c', 'd'], malformed: undefined },
          ]);
    },
  );

  test('may have blanks and tabs behind a closing quote', async () => {
    expect(await read(['"a"  ,"b"\t\r\n"c",d\n'])).toMatchObject([
      { fields: ['a', 'b'], malformed: undefined },
      { fields: ['c', 'd'], malformed: undefined },
    ]);
  });

  test('cover every physical line but the blank ones, whatever stands in the file and however it ends', async () => {
    const piece = fc.string({ unit: fc.constantFrom('a', ',', '"', '"', '\n', '\r\n', '\r', ' ') });
    await fc.assert(
      fc.asyncProperty(piece, fc.integer({ min: 1, max: 9 }), async (file, length) => {
        const lines = file.split(/\r\n|\r|\n/);
        if (lines.at(-1) === '') lines.pop();
        const seen: CsvRecord[] = [];
        let told = 0;
        const text = async function* () {
          yield* torn(file, length);
        };
        try {
          for await (const batch of csvRecords(text(), dialect)) {
            seen.push(...batch.records);
            told = batch.lines;
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'cut-source' });
        }
        const inRecords = new Set(
          seen.flatMap(({ line, lastLine }) =>
            Array.from({ length: lastLine - line + 1 }, (_, index) => line + index),
          ),
        );
        expect(told).toBe(lines.length);
        expect(inRecords.size).toBe(seen.reduce((sum, one) => sum + one.lastLine - one.line + 1, 0));
        // A record of one empty field is none.
        const isBlank = (line: string): boolean => /^(?:"" *)?$/.test(line);
        for (const [index, line] of lines.entries())
          expect(inRecords.has(index + 1) || isBlank(line)).toBe(true);
      }),
      { numRuns: 1_000 },
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

  test('with a quote that swallows lines name all the lines that they cover', async () => {
    const [bad, good] = await read(['a,"b\nc,d\ne,"f"\ng,h\n']);
    expect(bad).toMatchObject({ line: 1, lastLine: 3, malformed: 'text follows a closing quote' });
    expect(good).toMatchObject({ line: 4, lastLine: 4, fields: ['g', 'h'] });
  });

  const manyLines = 'b,"c"\r\n'.repeat(200_000);
  test.each([
    ['before the end of the file', '"3,4\n5,6\n', 4],
    ['within a megabyte', `"3 ${manyLines.replaceAll('"', '')}`, 200_002],
  ])('before a quote that is not closed %s are given, then the cut with its lines', async (_, rest, last) => {
    const records: CsvRecord[] = [];
    const run = async () => {
      const text = async function* () {
        yield 'a,b\n1,2\n';
        yield* torn(rest, 65_537);
      };
      for await (const batch of csvRecords(text(), dialect)) records.push(...batch.records);
    };
    await expect(run()).rejects.toMatchObject({
      code: 'cut-source',
      message: expect.stringContaining('line 3'),
    });
    expect(records).toHaveLength(3);
    expect(records[2]).toMatchObject({ line: 3, lastLine: last, malformed: 'a quote is never closed' });
  });
});
