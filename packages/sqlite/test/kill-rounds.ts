import { once } from 'node:events';
import { expect } from 'vitest';
import { sqliteEventStore } from '../src/index.ts';
import { kill, startChild } from './child.ts';

interface Answered {
  readonly stream: string;
  readonly ids: readonly string[];
}

/**
 * Kills a process that appends, at a random moment, and opens the file again, so many times over the same file: every
 * append that was answered is there, each in one piece, and each stream's revisions are without gaps.
 */
export const surviveKills = async (path: string, rounds: number): Promise<void> => {
  const answered: Answered[] = [];
  for (let round = 0; round < rounds; round++) {
    const answers = await appendUntilKilled(path, Math.floor(Math.random() * 120));
    answered.push(...answers);
    await verify(path, answered);
  }
  expect(answered.length).toBeGreaterThan(0);
};

/** @param count answers after which the process is killed, so that the moment is random and the process was at work */
const appendUntilKilled = async (path: string, count: number): Promise<readonly Answered[]> => {
  const child = startChild('append-until-killed', path);
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const enough = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.split('\n').length > count + 1) resolve();
    });
  });
  const failed = once(child, 'exit').then(() => {
    if (!child.killed) throw new Error(`the writing process ended by itself: ${errors}`);
  });
  await Promise.race([enough, failed]);
  const closed = once(child, 'close');
  await kill(child);
  await closed;
  const lines = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => {
    const [stream = '', ids = ''] = line.split(' ');
    return { stream, ids: ids.split(',') };
  });
};

const verify = async (path: string, answered: readonly Answered[]): Promise<void> => {
  const store = sqliteEventStore(path);
  try {
    const streams = new Map<string, string[]>();
    const appends = new Map<string, number>();
    for await (const { stream, revision, id, data } of store.readAll()) {
      const ids = streams.get(stream) ?? [];
      expect(revision).toBe(ids.length);
      streams.set(stream, [...ids, id]);
      // Each event names its append and says how many events that has.
      const append = String(data.append);
      appends.set(append, (appends.get(append) ?? Number(data.size)) - 1);
    }
    expect([...appends.values()].filter((missing) => missing !== 0)).toEqual([]);
    for (const { stream, ids } of answered) {
      const there = streams.get(stream) ?? [];
      const start = there.indexOf(ids[0] ?? '');
      expect(there.slice(start, start + ids.length)).toEqual(ids);
    }
  } finally {
    await store.close();
  }
};
