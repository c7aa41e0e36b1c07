import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { huePolicyData } from '@phananh/core/reports';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

const row = 'A1,2026-03-02 09:00,,2026-03-12 17:00,ONTIME,Public Works,Pothole';

/** A folder with a file of cases, its map and a policy, and nothing else. */
const folderWith = (content: string, changes: object = {}) => {
  const folder = inTemporaryDirectory();
  const at = (name: string): string => join(folder, name);
  const { clocks } = huePolicyData;
  const overall = { ...clocks.overall, starts: ['never-heard-of'] };
  const unknown = { ...huePolicyData, clocks: { ...clocks, overall } };
  writeFileSync(at('map.json'), JSON.stringify(smallMap(changes)));
  writeFileSync(at('cases.csv'), content);
  writeFileSync(at('unknown.json'), JSON.stringify(unknown));
  writeFileSync(at('broken.json'), '{}');
  const store = ['--store', `sqlite:${at('new.db')}`];
  return {
    at,
    files: () => readdirSync(folder).sort(),
    store,
    run: (...words: readonly string[]) =>
      phananh('import', at('cases.csv'), '--map', at('map.json'), ...store, ...words),
  };
};

test.each<readonly [string, string, object, RegExp]>([
  ['without a header', '', {}, /has no header/],
  ['without a column that the map names', 'id,opened\n', {}, /missing-columns/],
  ['of another zone', `${smallHeader}\n${row}\n`, { foreignZone: false }, /foreign-zone/],
])('of a file %s nothing is left, no store and no keys', async (_, content, changes, said) => {
  const { run, files } = folderWith(content, changes);
  const before = files();
  const { code, err } = await run();
  expect([code, err]).toEqual([1, expect.stringMatching(said)]);
  expect(files()).toEqual(before);
});

test.each([
  ['that is none', 'broken.json'],
  ['that waits for events which reports do not have', 'unknown.json'],
  ['that is not there', 'no.json'],
])('of a policy %s nothing is left, whoever would have begun a store with it', async (_, name) => {
  const { at, run, files, store } = folderWith(`${smallHeader}\n${row}\n`);
  const before = files();
  expect((await run('--policy', at(name))).code).toBe(1);
  expect((await phananh('serve', '--port', '0', '--policy', at(name), ...store)).code).toBe(1);
  expect(files()).toEqual(before);
});

test('exits with 1 where no row of the file is in the store, whatever is allowed, and with 0 where they are there already', async () => {
  const { at, run } = folderWith('', { zone: 'Asia/Ho_Chi_Minh' });
  const exit = async (...rows: readonly string[]): Promise<number | null> => {
    writeFileSync(at('cases.csv'), `${[smallHeader, ...rows].join('\n')}\n`);
    return (await run('--allow-rejects')).code;
  };
  expect(await exit(row.replace('2026-03-02', 'once'))).toBe(1);
  expect([await exit(row), await exit(row)]).toEqual([0, 0]);
  expect(await exit()).toBe(1);
});

test('rejected rows are told with their times where the calendar is in force, in the file as on the terminal', async () => {
  const { at, run } = folderWith([smallHeader, row, row.replace('09:00', '10:00')].join('\n'), {
    zone: 'Asia/Ho_Chi_Minh',
  });
  const told = 'submit: when 2026-03-02T09:00:00+07:00, now 2026-03-02T10:00:00+07:00';
  for (const name of ['rejects.csv', 'rejects.jsonl']) {
    const { err } = await run('--rejects', at(name));
    expect(err).toContain(told);
    expect(readFileSync(at(name), 'utf8')).toContain(told);
  }
});
