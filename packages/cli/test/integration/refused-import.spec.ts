import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

test.each([
  ['without a header', '', /has no header/],
  ['without a column that the map names', 'id,opened\n', /missing-columns/],
])('a file %s leaves no unfinished read models beside a new store', async (_, content, said) => {
  const folder = inTemporaryDirectory();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('map.json'), JSON.stringify(smallMap()));
  writeFileSync(at('cases.csv'), content);
  const { code, err } = await phananh(
    ...['import', at('cases.csv'), '--map', at('map.json'), '--store', `sqlite:${at('new.db')}`],
  );
  expect([code, err]).toEqual([1, expect.stringMatching(said)]);
  expect(existsSync(at('new.read.db.next'))).toBe(false);
});
