import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { sqliteEventStore } from '../../../src/index.ts';
import { kill, outputOf, startChild } from '../../child.ts';

const nextFile = temporaryFiles();

const refusalOf = (path: string): unknown => {
  try {
    sqliteEventStore(path);
    return 'accepted';
  } catch (error) {
    return error;
  }
};

describe('one writer', () => {
  it('a second process is refused and told whose store it is; a killed process leaves no lock', async () => {
    const path = nextFile();
    const child = startChild('hold-store', path);
    await once(child.stdout, 'data');
    const since = expect.stringMatching(/^20\d\d-/);
    expect(refusalOf(path)).toMatchObject({ code: 'store-locked', details: { pid: child.pid, since } });
    expect(refusalOf(path)).toMatchObject({ message: expect.stringContaining(`process ${child.pid} `) });
    await kill(child);
    const store = sqliteEventStore(path);
    await store.append('stream', newEvents(1), { expectedRevision: 'no-stream' });
    await store.close();
  });

  it('a second store in the same process is refused, by another way to the file too, until the first is closed', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    const link = nextFile();
    symlinkSync(path, link);
    expect(refusalOf(path)).toMatchObject({ code: 'store-locked', details: { pid: process.pid } });
    expect(refusalOf(link)).toMatchObject({ code: 'store-locked' });
    await store.close();
    await sqliteEventStore(link).close();
  });

  it('a refused second store leaves the first one locked and at work', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    refusalOf(path);
    expect(refusalOf(path)).toMatchObject({ code: 'store-locked' });
    await store.append('stream', newEvents(1), { expectedRevision: 'no-stream' });
    await store.close();
  });

  it('a store that writes seldom has the lock, and appends when it is asked to', async () => {
    const path = nextFile();
    await sqliteEventStore(path, { writesSeldom: true }).close();
    const store = sqliteEventStore(path, { writesSeldom: true });
    expect(refusalOf(path)).toMatchObject({ code: 'store-locked' });
    for (const revision of [0, 1]) {
      const appended = await store.append('stream', newEvents(1), { expectedRevision: 'any' });
      expect(appended.revision).toBe(revision);
    }
    await store.close();
    await sqliteEventStore(path).close();
  });

  it('an idle store does not keep its process alive', async () => {
    expect(await outputOf(startChild('leave-store-open', nextFile()))).toBe('appended\n');
  });
});
