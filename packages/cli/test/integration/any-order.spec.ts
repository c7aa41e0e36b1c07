import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vietnamDays } from '@phananh/core/calendar';
import { silentLog } from '@phananh/core/reports';
import { inAnotherOrder } from '@phananh/core/testing';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImportMap } from '../../src/import/map/schema.ts';
import { importMapJsonSchema } from '../../src/index.ts';
import { givenPolicy } from '../../src/setup/policy.ts';
import { eventsOf, importText, newReports, smallHeader, smallMap } from '../support/imports.ts';

const map = smallMap({
  name: 'orders',
  steps: smallMap().steps.map((step) =>
    step.command === 'verify'
      ? {
          ...step,
          when: [
            { column: 'status', equals: ['ONTIME', 'OVERDUE', 'OPEN'] },
            { column: 'id', present: true },
          ],
          input: {
            labels: { list: [{ lookup: { of: 'status', values: { ONTIME: 'z', OVERDUE: 'y' } } }, 'agency'] },
            areaCode: { firstOf: ['closed', 'agency'] },
          },
        }
      : step,
  ),
});
const file = `${smallHeader}\nA1,2015-01-05 09:00,,2015-01-09 17:00,ONTIME,Parks,Hole\n`;

describe('the order of keys, and of lists that are sets, changes nothing', () => {
  test('in a map: the same events with the same ids', async () => {
    const importedBy = async (by: ImportMap) => {
      const reports = newReports();
      await importText(reports, by, file);
      return (await eventsOf(reports)).map(({ id, stream, type, data, metadata }) => ({
        id,
        stream,
        type,
        data: { ...data, trackingCode: null },
        digest: metadata.commandDigest,
      }));
    };
    const expected = await importedBy(map);
    expect(expected).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const random = (below: number): number => (numbers.next().value ?? 0) % below;
        const other = ImportMap.parse(inAnotherOrder(map, importMapJsonSchema(), random));
        expect(await importedBy(other)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test('among the calendar files of a command: the newest of an id is in force', () => {
    const directory = inTemporaryDirectory();
    const fileOf = (name: string, changes: object): string => {
      const path = join(directory, `${name}.json`);
      writeFileSync(path, JSON.stringify({ ...vietnamDays, ...changes }));
      return path;
    };
    const [old, newer, company] = [
      fileOf('old', { compiledOn: '2020-01-01' }),
      fileOf('newer', { compiledOn: '2026-11-30' }),
      fileOf('company', { id: 'company' }),
    ];
    const versionsOf = (...calendars: readonly string[]) => {
      const policy = givenPolicy({ calendars }, silentLog) ?? silentLog.policy;
      return [policy.calendars, policy.formerCalendars].map((some) => some.map(({ version }) => version));
    };
    const shipped = `vn@${vietnamDays.compiledOn}`;
    const expected = [
      ['vn@2026-11-30', `company@${vietnamDays.compiledOn}`],
      ['vn@2020-01-01', shipped],
    ];
    expect(versionsOf(old, newer, company)).toEqual(expected);
    expect(versionsOf(company, newer, old)).toEqual(expected);
    // A file goes before the calendar that is shipped, however old it is: somebody meant it.
    expect(versionsOf(old)).toEqual([['vn@2020-01-01'], [shipped]]);
    const other = fileOf('other', { compiledOn: '2026-11-30', appliesTo: 'somebody else' });
    expect(() => versionsOf(other, newer)).toThrow('vn@2026-11-30 and say different things');
    expect(versionsOf(newer, newer)).toEqual([['vn@2026-11-30'], [shipped]]);
  });
});
