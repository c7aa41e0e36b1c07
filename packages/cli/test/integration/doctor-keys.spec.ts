import { copyFileSync, rmSync } from 'node:fs';
import { huePolicy } from '@phananh/core';
import { type RunningReports, runReports } from '@phananh/sqlite';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

const log = temporaryFiles()();
const keys = log.replace('.db', '.keys.db');

const hosted = async (works: (running: RunningReports) => Promise<void>): Promise<void> => {
  const running = await runReports({
    file: log,
    policy: huePolicy,
    timers: false,
    sealing: { keys: { file: keys, keyEncryptionKey: log.replace('.db', '.key') }, begin: true },
    onError: ({ error }) => {
      throw error;
    },
  });
  await works(running);
  await running.close();
};

const reported =
  (id: string) =>
  async ({ reports }: RunningReports): Promise<void> => {
    const lamp = { text: 'Đèn hỏng', location: { lat: 16.46379, lng: 107.59092 }, channel: 'app' };
    await reports.handler.create('submit', lamp, { actor: { kind: 'citizen', id } });
  };

const found = async () => {
  const { out } = await phananh('doctor', '--json', '--store', `sqlite:${log}`);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.find(({ what }) => what === 'personal data');
};

it('doctor names keys that the log needs and are not here, however old what they opened is, and those that were made in their place', async () => {
  await hosted(reported('c-1'));
  copyFileSync(keys, `${keys}.before`);
  await hosted(async (running) => {
    await reported('c-late')(running);
    for (let n = 0; n < 60; n += 1) await reported('c-1')(running);
  });
  expect(await found()).toMatchObject({ state: 'good' });
  for (const beside of ['-wal', '-shm']) rmSync(`${keys}${beside}`, { force: true });
  copyFileSync(`${keys}.before`, keys);
  expect(await found()).toMatchObject({
    state: 'bad',
    found: expect.stringMatching(/^1 key of the log not here:/),
  });
  // Whoever goes on has another one made for them.
  await hosted(reported('c-late'));
  expect(await found()).toMatchObject({ state: 'bad', found: expect.stringMatching(/^1 key made anew /) });
}, 120_000);
