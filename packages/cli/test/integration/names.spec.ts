import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operator, type RecordedEvent } from '@phananh/core';
import { everyForm } from '@phananh/core/testing/properties';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, test } from 'vitest';
import { compileMap } from '../../src/import/map/compile-map.ts';
import { openSource } from '../../src/import/source/source-text.ts';
import { loadMap } from '../../src/index.ts';
import { eventsOf, importText, newReports, smallHeader, smallMap } from '../support/imports.ts';
import { zipOf } from '../support/zip.ts';

/** A map that names a column, a value and a key by one name. */
const mapBy = (name: string) => {
  const { steps, ...others } = smallMap();
  const [submit, verify, assign, ...closing] = steps;
  return smallMap({
    ...others,
    name: 'names',
    caseId: name,
    steps: [
      {
        ...submit,
        input: { ...submit?.input, category: { lookup: { of: 'status', values: { [name]: name } } } },
      },
      { ...verify, when: [{ column: 'status', equals: name }] },
      { ...assign, when: [{ column: 'status', matches: `^${name}$` }] },
      ...closing,
    ],
  });
};

const file = (name: string): string =>
  [
    `${name},opened,closed,due,status,agency,text`,
    `${name} 1,2015-01-05 09:00,2015-01-12 10:00,2015-01-09 17:00,${name},Sở ${name},${name}`,
    '',
  ].join('\n');

const facts = (events: readonly RecordedEvent[]) =>
  events.map(({ id, stream, type, data, metadata }) => ({
    id,
    stream,
    type,
    data: { ...data, trackingCode: null },
    digest: metadata.commandDigest,
  }));

describe('an import', () => {
  test('gives the same reports whatever form the names of its map and of its file have', async () => {
    await everyForm(async (inMap, inFile) => {
      const reports = newReports();
      expect(await importText(reports, mapBy(inMap), file(inFile))).toMatchObject({
        imported: 1,
        rejected: 0,
      });
      return facts(await eventsOf(reports));
    });
  });

  test('finds the member of a zip whatever form its name and that in the map have', async () => {
    await everyForm(async (inMap, inZip) => {
      const path = join(inTemporaryDirectory(), 'a.zip');
      writeFileSync(path, zipOf(`${inZip}/${inZip} 1.csv`, Buffer.from('a,b')));
      for (const member of [`${inMap} 1.csv`, `${inMap}/*.csv`]) {
        const { text } = await openSource(path, { encoding: 'utf-8', member });
        expect((await Array.fromAsync(text)).join('')).toBe('a,b');
      }
      return [];
    });
  });

  test('repeated in another form appends nothing', async () => {
    await everyForm(async (first, again) => {
      const reports = newReports();
      const before = await importText(reports, mapBy(first), file(first));
      const after = await importText(reports, mapBy(again), file(again));
      expect(after).toMatchObject({ unchanged: 1, imported: 0, continued: 0, rejected: 0, events: 0 });
      return before.imported;
    });
  });
});

describe('an agency that is spelled with look-alikes or letters that nobody sees', () => {
  const row = (agency: string, id = 'A1') =>
    `${id},2015-01-05 09:00,,2015-01-09 17:00,ONTIME,${agency},Dây đứt`;
  const fileOf = (...rows: readonly string[]) => `${[smallHeader, ...rows].join('\n')}\n`;
  const spellings = [
    'Công ty Điện lực',
    'Công ty \u00d0iện lực',
    'Công ty \u0189iện lực',
    'CÔNG TY \u00f0iện lực',
    'Công\u00a0ty Điện\u200b lực',
    'C\u00adông ty Điện lực\ufeff',
    'Ｃông ty Điện lực',
  ];
  const old = 'cong-ty-ien-luc';
  const agenciesOf = async (reports: ReturnType<typeof newReports>) =>
    (await eventsOf(reports)).filter(({ type }) => type === 'registered').map(({ data }) => data.agencyId);
  const registered = async () => {
    const reports = newReports();
    const input = { agencyId: old, name: 'Công ty \u00d0iện lực', kind: 'government' } as const;
    await reports.agencies.register(input, { actor: operator('o-1') });
    return reports;
  };

  test('is one agency', async () => {
    const reports = newReports();
    const rows = spellings.map((spelling, index) => row(spelling, `A${index}`));
    expect(await importText(reports, smallMap(), fileOf(...rows))).toMatchObject({
      imported: 7,
      rejected: 0,
    });
    expect(await agenciesOf(reports)).toEqual(['cong-ty-dien-luc']);
  });

  test.each(spellings.slice(0, 4))(
    'is found under the id that a version before gave it: %j',
    async (spelling) => {
      const reports = await registered();
      expect(await importText(reports, smallMap(), fileOf(row(spelling)))).toMatchObject({ imported: 1 });
      expect(await agenciesOf(reports)).toEqual([old]);
      // Also after somebody has registered the right spelling beside it.
      const right = { agencyId: 'cong-ty-dien-luc', name: 'Công ty Điện lực', kind: 'government' } as const;
      await reports.agencies.register(right, { actor: operator('o-1') });
      expect(await importText(reports, smallMap(), fileOf(row(spelling)))).toMatchObject({
        unchanged: 1,
        rejected: 0,
      });
      expect(await importText(reports, smallMap(), fileOf(row(spelling, 'A2')))).toMatchObject({
        imported: 1,
      });
      expect((await eventsOf(reports)).at(-1)?.data.agencyId).toBe('cong-ty-dien-luc');
    },
  );

  test('is not taken for one of another name that has the old id', async () => {
    const reports = newReports();
    const other = { agencyId: old, name: 'Công ty Iên Lực', kind: 'government' } as const;
    await reports.agencies.register(other, { actor: operator('o-1') });
    await importText(reports, smallMap(), fileOf(row('Công ty Điện lực')));
    expect(await agenciesOf(reports)).toEqual([old, 'cong-ty-dien-luc']);
  });

  test('in a value that a map makes a slug of: a case of before is the same case', async () => {
    const { steps, ...others } = smallMap();
    const [submit, ...later] = steps;
    const map = smallMap({
      ...others,
      steps: [{ ...submit, input: { ...submit?.input, category: { slug: 'agency' } } }, ...later],
    });
    const reports = newReports();
    const cells = row('Công ty \u00d0iện lực').split(',');
    const record = {
      line: 2,
      fields: cells,
      written: undefined,
      malformed: undefined,
      lastLine: 2,
      terminated: true,
    };
    const found = compileMap(map, smallHeader.split(','))(record, 1);
    const [first] = found.steps;
    const input = { ...first?.input, category: old };
    if (first === undefined) throw new TypeError('no step');
    await reports.handler.executeAll(found.reportId, [{ ...first, input }]);
    expect(await importText(reports, map, fileOf(cells.join(',')))).toMatchObject({
      continued: 1,
      rejected: 0,
    });
    expect((await reports.handler.load(found.reportId))?.state.category).toBe(old);
  });
});

test('a map that has one name twice, composed and decomposed, is refused', async () => {
  const path = join(inTemporaryDirectory(), 'map.json');
  const values = { ['Mã'.normalize('NFC')]: 'a', ['Mã'.normalize('NFD')]: 'b' };
  const { steps, ...others } = smallMap();
  const input = { ...steps[0]?.input, category: { lookup: { of: 'status', values } } };
  writeFileSync(path, JSON.stringify({ ...others, steps: [{ ...steps[0], input }] }));
  await expect(loadMap(path)).rejects.toMatchObject({
    code: 'invalid-map',
    message: expect.stringContaining('stands twice in its object'),
  });
});
