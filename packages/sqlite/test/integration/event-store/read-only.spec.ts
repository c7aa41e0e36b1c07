import { existsSync } from 'node:fs';
import { createWakes } from '@phananh/core/store';
import { newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { sqliteEventStore } from '../../../src/index.ts';

const nextFile = temporaryFiles();

describe('a read-only store', () => {
  it('reads beside the writer, refuses appends, and is woken by what it is given', async () => {
    const path = nextFile();
    const writing = sqliteEventStore(path);
    await writing.append('stream', newEvents(2), { expectedRevision: 'any' });
    const reading = sqliteEventStore(path, { readonly: true, wakes: writing.wakes });
    const batches = reading.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await batches.next()).value?.events).toHaveLength(2);
    const pending = batches.next();
    await writing.append('stream', newEvents(3), { expectedRevision: 'any' });
    expect((await pending).value?.events).toHaveLength(3);
    const refused = reading.append('stream', newEvents(1), { expectedRevision: 'any' });
    await expect(refused).rejects.toMatchObject({
      code: 'store-unavailable',
      details: { reason: 'readonly' },
    });
    await reading.close();
    await writing.append('stream', newEvents(1), { expectedRevision: 'any' });
    await writing.close();
  });

  it('stops listening when it is closed', async () => {
    const path = nextFile();
    await sqliteEventStore(path).close();
    let listeners = 0;
    const wakes = {
      subscribe: (listener: () => void) => {
        listeners += 1;
        const stop = createWakes().subscribe(listener);
        return () => {
          listeners -= 1;
          stop();
        };
      },
    };
    const store = sqliteEventStore(path, { readonly: true, wakes });
    expect(listeners).toBe(1);
    await store.close();
    expect(listeners).toBe(0);
  });

  it('makes no file', () => {
    const path = nextFile();
    expect(() => sqliteEventStore(path, { readonly: true })).toThrow(/does not exist/);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
