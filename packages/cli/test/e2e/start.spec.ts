import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/command.ts';

/** Says at the end of a process which modules it has loaded, by `import` and by `require`. */
const tellsModules = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write('loaded ' + JSON.stringify(loaded)));
`)}`;

const main = join('packages', 'cli', 'src', 'main.ts');

const modulesOf = (...args: readonly string[]): readonly string[] => {
  const { stderr } = spawnSync(process.execPath, ['--import', tellsModules, main, ...args], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  const [, list = '[]'] = /loaded (\[.*\])/s.exec(stderr) ?? [];
  return JSON.parse(list);
};

/** The doors of numbers and of words that load nothing are no web server. */
const heavy =
  /better-sqlite3|fastify|@kurrent|kurrentdb|eventstore|sharp|@aws-sdk|\/packages\/(?:sqlite|http|eventstoredb|evidence)\/(?!src\/(?:plugins\/limits|auth\/loopback|auth\/bearer-token)\.ts)|\/cli\/src\/running\//;

describe('the command', () => {
  it.each([[['--help']], [['serve', '--help']], [['nonsense']]])(
    '%j loads neither a store nor a web server, nothing of photos, nor what any command does',
    (args) => {
      const loaded = modulesOf(...args);
      expect(loaded.some((url) => url.endsWith('/program.ts'))).toBe(true);
      expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
    },
  );

  it('loads what the one that is called does, and no other', () => {
    const loaded = modulesOf('sla', '--store', `sqlite:${join(inTemporaryDirectory(), 'none.db')}`);
    const running = loaded.flatMap((url) => /\/running\/(.*)/.exec(url)?.[1] ?? []);
    expect(running).toEqual(['sla.ts']);
    expect(loaded.some((url) => url.includes('better-sqlite3'))).toBe(true);
    expect(loaded.filter((url) => /fastify|kurrent|sharp|@aws-sdk/.test(url))).toEqual([]);
  });

  it.each([
    ['ends the process', 'process.exit(0);'],
    ['waits for what never comes', 'await new Promise(() => {});'],
    ['has failed', 'setInterval(() => {}, 1_000_000); throw new Error("it has failed");'],
  ])('says of a module of workflows that it %s, and did not do what was asked', (what, source) => {
    const module = join(inTemporaryDirectory(), 'workflows.mjs');
    writeFileSync(module, source);
    const { status, stderr } = spawnSync(
      process.execPath,
      [main, 'list', 'loans', '--json', '--workflows', module, '--store', 'sqlite:none.db'],
      { cwd: repositoryRoot, encoding: 'utf8', timeout: 20_000 },
    );
    const { error } = JSON.parse(stderr);
    expect([status, error.code, error.message]).toEqual([
      2,
      'unloadable-workflows',
      expect.stringContaining(what),
    ]);
  });

  it.each([
    ['has done its work', ['parked'], 0],
    ['was refused', ['history', 'none'], 1],
  ])('that %s ends, whatever a module of workflows goes on with', async (_, args, code) => {
    const folder = inTemporaryDirectory();
    const file = join(folder, 'log.db');
    await sqliteEventStore(file).close();
    const module = join(folder, 'workflows.mjs');
    const loans = new URL('../support/upgrade/loans-of-today.ts', import.meta.url);
    writeFileSync(module, `setInterval(() => {}, 1_000);\nexport { default } from '${loans}';\n`);
    const { status, signal } = spawnSync(
      process.execPath,
      [main, ...args, '--workflows', module, '--store', `sqlite:${file}`],
      { cwd: repositoryRoot, encoding: 'utf8', timeout: 20_000 },
    );
    expect([status, signal]).toEqual([code, null]);
  });
});
