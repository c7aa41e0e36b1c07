import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importFile, loadMap, openSource } from '@phananh/cli';
import { createReports } from '@phananh/core';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import { expect, it } from 'vitest';
import { besideTheCity } from './beside-the-city.ts';
import { bostonPolicy } from './boston-policy.ts';
import { shown } from './shown.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const file = join(process.env.PHANANH_DATA ?? here('../../../shared/data'), 'boston-311-2015.csv.gz');
const isHere = existsSync(file);
if (!isHere) process.stderr.write(`Skipped: no ${file}; PHANANH_DATA names the folder that has it.\n`);

it.skipIf(!isHere)(
  'the verdict on every case of Boston is the city’s own, or differs for a reason',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'phananh-boston-'));
    const policy = bostonPolicy();
    const store = sqliteEventStore(join(directory, 'boston.db'));
    const models = readModels(join(directory, 'boston.read.db'), { policy });
    try {
      const map = await loadMap(here('map.json'));
      const { text } = await openSource(file, map.format);
      const reports = createReports({ store, policy });
      await importFile({ map, text: beginningOf(text, 1_500_000), reports, onRejected: () => {} });
      await models.catchUp(store);
      const beside = await besideTheCity(models);
      expect(beside.cases).toBeGreaterThan(3_000);
      // The flag and the two instants of each case; the figures count the same cases by the log.
      const count = (verdict: string) =>
        beside.compared.filter((one) => one.verdict === verdict).reduce((sum, { cases }) => sum + cases, 0);
      const [figures] = await models.sla({
        cohort: 'submitted',
        asOf: beside.asOf,
        now: new Date().toISOString(),
      });
      for (const [verdict, cases] of Object.entries(figures?.counts ?? {}))
        expect({ verdict, cases: count(verdict) }).toEqual({ verdict, cases });
      expect(beside.compared.filter(({ reason }) => reason === 'unexplained')).toEqual([]);
      expect(beside.compared.filter(({ reason }) => reason === undefined).length).toBe(3);
      expect(shown(beside)).toContain('| ONTIME | no-term |');
    } finally {
      await models.close();
      await store.close();
      rmSync(directory, { recursive: true });
    }
  },
);

async function* beginningOf(text: AsyncIterable<string>, most: number): AsyncGenerator<string> {
  let length = 0;
  for await (const piece of text) {
    length += piece.length;
    if (length > most) return yield piece.slice(0, piece.lastIndexOf('\n') + 1);
    yield piece;
  }
}
