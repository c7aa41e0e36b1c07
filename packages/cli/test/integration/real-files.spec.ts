import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { ImportMap as Schema } from '../../src/import/map/schema.ts';
import { type ImportMap, loadMap } from '../../src/index.ts';
import { bostonMap } from '../support/boston.ts';
import { eventsOf, importText, newReports } from '../support/imports.ts';

const extract = readFileSync(new URL('../fixtures/boston-311-2015-extract.csv', import.meta.url), 'utf8');
const [header = [], ...rows]: string[][] = parse(extract);

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Times as they are written here: day before month, the hours of a day in another column. */
const moved = (text: string): readonly [string, string] => {
  const [date = '', time = '', half = ''] = text.split(' ');
  if (date === '') return ['', ''];
  const [month, day, year] = date.split('/');
  const [hours = '', ...rest] = time.split(':');
  return [
    `${day}/${month}/${year}`,
    [String((Number(hours) % 12) + (half === 'PM' ? 12 : 0)), ...rest].join(':'),
  ];
};
const times = ['OPEN_DT', 'TARGET_DT', 'CLOSED_DT'];

/** The same cases as other systems write theirs. */
const dressed = (lineEnd: string): string => {
  const names = header.flatMap((name) => (times.includes(name) ? [name, `${name} hour`] : [name]));
  const lines = rows.map((row) =>
    row.flatMap((value, column) => {
      const name = header[column] ?? '';
      if (times.includes(name)) return moved(value).map(cell);
      return cell(/TUDE$/.test(name) ? value.replace('.', ',') : value);
    }),
  );
  const body = [names.map(cell), ...lines].map((cells) => `${cells.join(';')}\t`);
  return ['\uFEFF\uFEFFCases of "2015', '', ...body, ''].join(lineEnd);
};

const inTwoColumns = (value: unknown): unknown => {
  if (typeof value === 'string' && times.includes(value)) return { date: value, time: `${value} hour` };
  if (Array.isArray(value)) return value.map(inTwoColumns);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'column' ? inner : inTwoColumns(inner)]),
  );
};

const submissions = async (map: ImportMap, text: string) => {
  const reports = newReports();
  const { lines, ...counts } = await importText(reports, map, text);
  const events = (await eventsOf(reports)).filter(({ stream }) => stream.startsWith('report-'));
  return { lines, counts, told: events.map(({ type, data, metadata }) => [type, metadata.occurredAt, data]) };
};

/** On the policy of Hue: what is tested is how a file is written, not where days begin. */
const mapOfBoston = async (): Promise<ImportMap> => ({ ...(await loadMap(bostonMap)), foreignZone: true });

describe('the real cases of a city', () => {
  test('come in as the city wrote them', async () => {
    const { counts, lines } = await submissions(await mapOfBoston(), extract);
    expect(counts).toMatchObject({ rows: 31, imported: 31, rejected: 0 });
    expect(lines).toEqual({ total: 32, imported: 31, rejected: 0, skipped: 1 });
  });

  test.each(['\r', '\r\n', '\n'])(
    'are the same in two columns, padded, with decimal commas, behind a title, in lines that end with %j',
    async (lineEnd) => {
      const map = await mapOfBoston();
      const { steps } = map;
      const other = Schema.parse({
        ...map,
        steps: inTwoColumns(steps),
        timeFormats: ['dd/MM/yyyy H:mm:ss'],
        format: { delimiter: ';', decimal: ',', preambleLines: 2 },
      });
      const text = dressed(lineEnd).replace(/^\uFEFF+/, '');
      const [plain, strange] = [await submissions(map, extract), await submissions(other, text)];
      expect(strange.counts).toMatchObject({ rows: 31, imported: 31, rejected: 0 });
      expect(strange.lines).toEqual({ total: 34, imported: 31, rejected: 0, skipped: 3 });
      const comparable = (told: typeof plain.told) =>
        told.map(([type, at, data]) => [type, at, { ...Object(data), trackingCode: '' }]);
      expect(comparable(strange.told)).toEqual(comparable(plain.told));
    },
  );
});
