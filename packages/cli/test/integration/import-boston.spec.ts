import { expect, test } from 'vitest';
import { importFile, loadMap, openSource } from '../../src/index.ts';
import { bostonFile, bostonIsHere, bostonMap } from '../support/boston.ts';
import { newReports } from '../support/imports.ts';

test.skipIf(!bostonIsHere)(
  'the first cases of Boston become reports with their own due instants',
  async () => {
    const map = { ...(await loadMap(bostonMap)), foreignZone: true };
    const { text } = await openSource(bostonFile, map.format);
    const beginning = async function* (): AsyncGenerator<string, void, undefined> {
      let length = 0;
      for await (const piece of text) {
        length += piece.length;
        if (length > 500_000) return yield piece.slice(0, piece.lastIndexOf('\n') + 1);
        yield piece;
      }
    };
    const reports = newReports();
    const result = await importFile({ map, text: beginning(), reports, onRejected: () => {} });
    expect(result).toMatchObject({ rejected: 0, cut: undefined });
    expect(result.imported).toBe(result.rows);
    expect(result.imported).toBeGreaterThan(1000);
    for await (const { type, data, metadata } of reports.store.readAll({ streamPrefix: 'report-' })) {
      if (type !== 'submitted' || metadata.occurredAt !== '2015-01-01T05:25:23.000Z') continue;
      expect(data).toMatchObject({
        legacy: { system: 'boston-311', caseId: '101001240735', dueAt: '2015-01-16T13:30:00.000Z' },
      });
      return;
    }
    throw new Error('the case 101001240735 is not there');
  },
);
