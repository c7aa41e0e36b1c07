import { DatabaseSync } from 'node:sqlite';
import { createReports, huePolicy } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { beforeAll, expect, it } from 'vitest';
import { importText, smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

const row = 'A1,2026-03-02 09:00,2026-03-04 10:00,2026-03-09 17:00,x,Parks,Hole';

const log = temporaryFiles()();
const tables = log.replace('.db', '.read.db');

beforeAll(async () => {
  const events = sqliteEventStore(log);
  const reports = createReports({ store: events, policy: huePolicy });
  await importText(reports, smallMap({ zone: 'Asia/Ho_Chi_Minh' }), `${smallHeader}\n${row}\n`);
  await events.close();
  expect(await phananh('rebuild', '--store', `sqlite:${log}`)).toMatchObject({ code: 0 });
});

const doctor = async () => {
  const { out } = await phananh('doctor', '--json', '--store', `sqlite:${log}`);
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ what }) => what === 'read models');
};

it.each([
  ['a projection has another version', "UPDATE made_of SET version = 0 WHERE projection = 'cases'", 'cases'],
  [
    'a projection has another shape',
    "UPDATE made_of SET shape = '' WHERE projection = 'agencies'",
    'agencies',
  ],
  ['the whole file is of an older version', 'PRAGMA user_version = 1', 'it is of an older version'],
])(
  'doctor says that the next host computes the tables anew where %s, and changes nothing',
  async (_, change, why) => {
    expect(await doctor()).toMatchObject([{ state: 'good', found: 'up to date' }]);
    const file = new DatabaseSync(tables);
    file.exec(change);
    file.close();
    const anew = [{ state: 'warning', found: expect.stringMatching(`computes them anew: .*${why}`) }];
    expect(await doctor()).toMatchObject(anew);
    expect(await doctor()).toMatchObject(anew);
    expect((await phananh('rebuild', '--store', `sqlite:${log}`)).code).toBe(0);
    expect(await doctor()).toMatchObject([{ state: 'good', found: 'up to date' }]);
  },
);
