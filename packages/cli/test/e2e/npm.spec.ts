import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-npm-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly said: () => { readonly out: string; readonly err: string };
  /** When everything was said: exit code and signal of npm itself. */
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>;
}

/** npm as somebody types it, in a process group of its own as a terminal would give it. */
const npm = (...args: readonly string[]): Run => {
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  const ended = once(child, 'close').then(([code, signal]) => [code, signal] as const);
  // Whatever a failed test has left of the group.
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended.
    }
  });
  return { child, said: () => said, ended };
};

/** The address that a host tells on standard output. */
const addressOf = async ({ child, said }: Run): Promise<string> => {
  for (;;) {
    const [url] = /http:\/\/\S+/.exec(said().out) ?? [];
    if (url !== undefined) return url;
    await once(child.stdout ?? child, 'data');
  }
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

describe.each([
  ['npm start', ['start', '--']],
  ['npm run phananh -- serve', ['run', '--silent', 'phananh', '--', 'serve']],
  ['npm run demo', ['run', 'demo', '--']],
])('%s', (_, command) => {
  const place = () => ['--port', '0', '--store', `sqlite:${join(directory, 'npm.db')}`];
  beforeAll(async () => {
    // A store that is there is served as it is, by the demo too.
    await sqliteEventStore(join(directory, 'npm.db')).close();
  });

  it.each([
    ['SIGTERM to npm alone', (child: ChildProcess) => child.kill('SIGTERM')],
    [
      'Ctrl-C, which everybody in the terminal gets',
      ({ pid = 0 }: ChildProcess) => process.kill(-pid, 'SIGINT'),
    ],
  ])('ends its host by %s', async (__, signal) => {
    const run = npm(...command, ...place());
    const url = await addressOf(run);
    expect(await answers(url)).toBe(true);
    signal(run.child);
    // The output ends when nobody holds it any more, the host included.
    expect(await run.ended).toEqual([0, null]);
    expect(await answers(url)).toBe(false);
  });
});

describe('npm run demo', () => {
  it('helps without making anything, and is no failure', async () => {
    const run = npm('run', '--silent', 'demo', '--', '--help');
    expect(await run.ended).toEqual([0, null]);
    expect(run.said().out).toContain('--port <number>');
    expect(run.said().err).toBe('');
  });

  it('says what is wrong with its options before it makes anything', async () => {
    const run = npm('run', '--silent', 'demo', '--', '--prot', '4000');
    expect((await run.ended)[0]).toBe(2);
    expect(run.said().err).toContain('--prot');
    expect(run.said().err).not.toContain('Making');
  });

  it('ends with what to do next', async () => {
    const run = npm(
      'run',
      '--silent',
      'demo',
      '--',
      '--port',
      '0',
      `--store=sqlite:${join(directory, 'npm.db')}`,
    );
    const url = await addressOf(run);
    while (!run.said().err.includes('Ctrl-C')) await once(run.child.stderr ?? run.child, 'data');
    const [, curl = ''] = /curl -H 'Authorization: (.*)/.exec(run.said().err) ?? [];
    const [token = '', address = ''] = curl.split(/' '|'$/);
    expect(address.startsWith(url)).toBe(true);
    expect((await fetch(address, { headers: { authorization: token } })).status).toBe(200);
    run.child.kill('SIGTERM');
    await run.ended;
  });
});
