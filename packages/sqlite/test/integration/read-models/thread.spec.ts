import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { sqliteEventStore, threadedReadModels } from '../../../src/index.ts';

const newFile = temporaryFiles();

/** Niceness by thread: field 19 of `proc_pid_stat(5)`, whose second one is a name in parentheses. */
const nicenesses = (): ReadonlyMap<string, number> => {
  const threads = readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(join('/proc/self/task', thread, 'stat'), 'utf8');
    const [head = '', tail = ''] = stat.split(/\) (?=[^)]*$)/);
    return [head.slice(head.indexOf('(') + 1), Number(tail.split(' ')[16])] as const;
  });
  return new Map(threads);
};

// Elsewhere a thread has no priority of its own.
it.runIf(process.platform === 'linux')(
  'the thread that follows the log comes after all others of the host',
  async () => {
    const path = newFile();
    const store = sqliteEventStore(path);
    onTestFinished(() => store.close());
    const models = await threadedReadModels(`${path}.read`, { store, eventStorePath: path });
    onTestFinished(() => models.close());
    await models.whenBuilt();
    const { 'phananh-project': following, ...others } = Object.fromEntries(nicenesses());
    const usual = others['phananh-writer'] ?? Number.NaN;
    expect(following).toBe(Math.max(usual, 10));
    expect(new Set(Object.values(others))).toEqual(new Set([usual]));
  },
);

it.each([
  { keepUnfinished: true, left: 'what was built stays for the next attempt' },
  { keepUnfinished: false, left: 'nothing stays of what was built' },
])('when it is closed before everything is built, $left', async ({ keepUnfinished }) => {
  const path = newFile();
  const store = sqliteEventStore(path);
  onTestFinished(() => store.close());
  // Nobody says that the log is filled, so that it is never complete.
  const until = new AbortController().signal;
  const models = await threadedReadModels(`${path}.read`, {
    store,
    eventStorePath: path,
    rebuild: true,
    keepUnfinished,
    until,
  });
  while (!existsSync(`${path}.read.next`)) await setImmediate();
  await models.close();
  for (const file of ['.read.next', '.read.next-journal'])
    expect(existsSync(`${path}${file}`)).toBe(keepUnfinished);
});
