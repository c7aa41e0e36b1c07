import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { lamp } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../support/command.ts';
import { hosted } from '../support/hosted.ts';
import { phananh } from '../support/in-process.ts';

const samples = join(repositoryRoot, 'packages', 'cli', 'samples');

/** A sealed log with its keys beside it, and where its read models lie: in a folder of their own. */
const sealed = async () => {
  const folder = inTemporaryDirectory();
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('fast'));
  const address = `sqlite:${at('cases.db')}`;
  const [file, map] = [join(samples, 'cases.csv'), join(samples, 'map.json')];
  const { code, err } = await phananh('import', file, '--map', map, '--allow-rejects', '--store', address);
  expect([code, err]).toEqual([0, expect.anything()]);
  return { at, address, models: at('fast/models.read.db') };
};

const works = async (address: string, models: string): Promise<void> => {
  const { ask, close } = await hosted(address, models);
  const sent = await ask('POST', '/v1/reports', 'citizen:c-1', lamp);
  expect(sent.status).toBe(201);
  const seen = await ask('GET', `/v1/reports/${sent.body.reportId}`, 'operator:o-1');
  expect(seen.body).toMatchObject({ text: lamp.text });
  await close();
};

it('keys are found beside the log wherever its read models lie: by commands and by hosts', async () => {
  const { at, address, models } = await sealed();
  for (const command of ['rebuild', 'sla', 'reports']) {
    const { code, err } = await phananh(command, '--store', address, '--read-models', models);
    expect([command, code, err]).toEqual([command, 0, expect.not.stringContaining('key-missing')]);
  }
  await works(address, models);
  expect([at('fast/models.keys.db'), at('fast/models.key')].filter(existsSync)).toEqual([]);
});

it('keys that an earlier version made beside the read models are found there', async () => {
  const { at, address, models } = await sealed();
  for (const end of ['keys.db', 'key']) renameSync(at(`cases.${end}`), at(`fast/models.${end}`));
  await works(address, models);
  expect([at('cases.keys.db'), at('cases.key')].filter(existsSync)).toEqual([]);
});
