import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, vi } from 'vitest';
import { createProgram, run } from '../../src/index.ts';
import { endSignals } from '../../src/process/end-signals.ts';
import { mapFilesIn, routesFromNowOn, rowName } from '../support/permission-routes.ts';

const page = readFileSync(new URL('../../../../docs/reference/permissions.md', import.meta.url), 'utf8');

/** Every route of a host of the command that has all that its configuration can give it. */
const routesOfServe = async () => {
  const directory = inTemporaryDirectory();
  const { areasFile, tilesFile } = mapFilesIn(directory);
  const [identitySecretFile, config] = [join(directory, 'secret'), join(directory, 'config.json')];
  writeFileSync(identitySecretFile, 'y'.repeat(32));
  const settings = {
    auth: { mode: 'dev', identitySecretFile },
    citizens: { signIn: 'optional' },
    console: { map: { areasFile, tilesFile, attribution: '© Somebody' } },
    transparency: { origin: 'log.example.vn/phananh' },
    log: { level: 'silent' },
  };
  writeFileSync(config, JSON.stringify(settings));
  const { routes, stop } = routesFromNowOn();
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  const said = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  for (const one of said) one.mockImplementation(() => true);
  const before = new Map(endSignals.map((signal) => [signal, process.listeners(signal)]));
  try {
    const program = createProgram();
    const store = `sqlite:${join(directory, 'a.db')}`;
    const code = await run(program, ['serve', '--config', config, '--store', store, '--port', '0']);
    expect(code, String(said[1]?.mock.calls.flat())).toBe(0);
    for (const signal of endSignals)
      for (const listener of process.listeners(signal))
        if (before.get(signal)?.includes(listener) === false) {
          process.off(signal, listener);
          if (signal === 'SIGTERM') listener(signal);
        }
    await vi.waitFor(() => expect(exit).toHaveBeenCalled(), { timeout: 20_000 });
  } finally {
    stop();
    for (const one of [exit, ...said]) one.mockRestore();
  }
  return routes;
};

it('every route of a host that has everything stands on the page of who may what', async () => {
  const routes = await routesOfServe();
  const names = [...new Set(routes.map(rowName))];
  expect(names.length).toBeGreaterThan(200);
  expect(names.filter((name) => !page.includes(`\n| ${name} |`))).toEqual([]);
}, 60_000);
