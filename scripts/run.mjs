// Runs a TypeScript file of this repository with the Node that the project targets, after making sure that the
// dependencies are installed. Plain JavaScript, because the Node that starts it may be as old as 20.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
/** The package manager, in the version that wrote the lock file. */
const { pnpm } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).config;
const stamp = join(root, 'node_modules', '.phananh-lock');

function install() {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('Installing dependencies (first run, or the lock file changed) …\n');
  const { status } = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write('The dependencies could not be installed; the lines above say why.\n');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

// V8's helper threads, four by default: where there are fewer cores they take turns with the threads that they help.
const helpers = Math.min(4, Math.max(1, availableParallelism() - 1));

install();
const [script, ...rest] = process.argv.slice(2);
const child = spawn(join(bin, 'node'), [join(root, script), ...rest], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    // For the processes that it starts too. Of two values the last one counts: the caller's own.
    NODE_OPTIONS: `--v8-pool-size=${helpers} ${process.env.NODE_OPTIONS ?? ''}`.trim(),
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
// A terminal that is closed, or Ctrl-\: the child ends as it does by SIGTERM, in order. Its output may be nobody's by then.
for (const signal of ['SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
