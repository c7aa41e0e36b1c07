import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { openAsStored } from '../../src/store/open-store.ts';
import { signLog } from '../../src/transparency/open-log.ts';
import { startedServer } from '../support/event-store-db.ts';
import { phananh } from '../support/in-process.ts';
import { logIn, origin, reported, signed } from '../support/signing.ts';

test('a key is exchanged while both sign, and a new log continues one whose store was restored to before it', async () => {
  const directory = inTemporaryDirectory();
  const log = logIn(directory);
  const config = join(directory, 'phananh.jsonc');
  const written = (store: string) =>
    writeFileSync(config, JSON.stringify({ store: `sqlite:${store}`, transparency: { origin, ...log } }));
  const turn = async (path: string): Promise<void> => {
    await reported(path);
    await signed(path, log);
  };
  const [path, restored] = [join(directory, 'x.db'), join(directory, 'restored.db')];
  written(path);
  await turn(path);
  const rotated = await phananh('log', 'rotate', '--config', config);
  expect(rotated.out.trim().split('\n')).toHaveLength(2);
  await turn(path);
  expect((await phananh('log', 'rotate', '--finish', '--config', config)).code).toBe(0);
  await turn(path);
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing was altered'),
  });
  // As if it were restored from a backup of before everything.
  written(restored);
  await expect(turn(restored)).rejects.toMatchObject({ code: 'log-behind' });
  const begun = await phananh('log', 'begin', '--reason', 'the disk was lost', '--config', config);
  expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('log.example.vn/phananh/2 begins') });
  await turn(restored);
  expect(await phananh('verify', '--config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('log.example.vn/phananh/2: '),
  });
});

test('a log on a server has one signer too: one over another folder is refused', async () => {
  const { connectionString } = await startedServer();
  const place = { store: { scheme: 'esdb', connectionString } } as const;
  const store = await openAsStored(place);
  const sign = (name: string) =>
    signLog(
      place,
      { origin, signer: true, seconds: 60, events: 256, witnesses: [], ...logIn(directory, name) },
      { store, onError: () => {}, onPublished: () => {} },
    );
  const directory = inTemporaryDirectory();
  await (await sign('one'))?.close();
  await expect(sign('two')).rejects.toMatchObject({ code: 'second-signer' });
  await (await sign('one'))?.close();
  await store.close();
});
