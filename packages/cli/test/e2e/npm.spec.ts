import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(20);
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

const signals: readonly (readonly [string, (child: ChildProcess) => void])[] = [
  ['SIGTERM to npm alone', (child) => child.kill('SIGTERM')],
  ['Ctrl-C, which everybody in the terminal gets', ({ pid = 0 }) => process.kill(-pid, 'SIGINT')],
  [
    'a terminal that is closed: everybody in it gets SIGHUP, and nobody reads what they say',
    ({ pid = 0, stdout, stderr }) => {
      stdout?.destroy();
      stderr?.destroy();
      process.kill(-pid, 'SIGHUP');
    },
  ],
  ['Ctrl-\\, which everybody in the terminal gets', ({ pid = 0 }) => process.kill(-pid, 'SIGQUIT')],
];
const [toNpmAlone, , closedTerminal] = signals;

// The three run the same `serve` below the same script: every signal is tried on one of them, and on the others those two that differ most.
describe.each([
  ['npm start', ['start', '--'], signals],
  ['npm run phananh -- serve', ['run', '--silent', 'phananh', '--', 'serve'], [toNpmAlone]],
  ['npm run demo', ['run', 'demo', '--'], [toNpmAlone, closedTerminal]],
] as const)('%s', (_, command, chosen) => {
  /** What a host that ended in order has taken away. */
  const left = () => readdirSync(directory).filter((file) => /-(?:wal|shm)$|\.sock$/.test(file));
  const place = () => ['--port', '0', '--store', `sqlite:${join(directory, 'npm.db')}`];
  beforeAll(async () => {
    // A store that is there is served as it is, by the demo too.
    await sqliteEventStore(join(directory, 'npm.db')).close();
  });

  it.each(chosen.flatMap((one) => (one === undefined ? [] : [one])))(
    'ends its host in order by %s',
    async (__, signal) => {
      const run = npm(...command, ...place());
      const url = await addressOf(run);
      expect(await answers(url)).toBe(true);
      signal(run.child);
      // The output ends when nobody holds it any more, the host included.
      const [code] = await run.ended;
      // By signals that npm does not pass on it ends itself, before its host does.
      if (code !== null) expect(code).toBe(0);
      await until(async () => !(await answers(url)) && left().length === 0);
    },
  );
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
