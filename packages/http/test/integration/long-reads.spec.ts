import type { EventStore } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { asOperator, openApi } from '../support/api.ts';

/** A store that counts the events that were read. */
const counted = (): { readonly store: EventStore; readonly read: () => number } => {
  const store = memoryEventStore();
  let read = 0;
  async function* counting(events: ReturnType<EventStore['readStream']>) {
    for await (const event of events) {
      read += 1;
      yield event;
    }
  }
  return {
    store: { ...store, readStream: (stream, range) => counting(store.readStream(stream, range)) },
    read: () => read,
  };
};

const comments = 400;
const questions = ['', '?knownAt=2027-11-30T00:00:00Z', '?at=2027-11-30T00:00:00Z', `?revision=${comments}`];
const routes = [...questions, '/history', '/explanation'];

describe('a long report', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  const host = async () => {
    const { store, read } = counted();
    const api = await openApi({ store });
    const path = await api.submitted();
    const said = { text: 'said', audience: 'public' } as const;
    const id = path.slice('/v1/reports/'.length);
    const actor = { kind: 'operator', id: 'o-3' };
    await api.reports.handler.executeAll(
      id,
      Array.from({ length: comments }, () => ({ command: 'comment', input: said, actor })),
    );
    const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
    open.push(() => api.app.close());
    return { url, path, read };
  };

  it.each(routes)('that many asked for and left is read no further: %s', async (question) => {
    const { url, path, read } = await host();
    const before = read();
    const left = new AbortController();
    const callers = Array.from({ length: 100 }, async (_, n) => {
      const headers = { authorization: `Bearer ${asOperator}${n}` };
      await fetch(url + path + question, { headers, signal: left.signal }).catch(() => undefined);
    });
    // Some are being read, the others wait.
    while (read() - before < comments / 2) await new Promise(setImmediate);
    left.abort();
    await Promise.all(callers);
    const leftAt = read();
    for (let asked = 0; asked < 20; asked++) await (await fetch(`${url}/healthz`)).text();
    // Of each no more than where it was, and not one of them whole.
    expect(leftAt - before).toBeLessThan(100 * comments * 0.5);
    expect(read() - leftAt).toBeLessThan(100 * 60);
  });

  it.each(routes)('is read in turns with what others ask: %s', async (question) => {
    const { url, path, read } = await host();
    const headers = { authorization: `Bearer ${asOperator}` };
    const answers = Array.from(
      { length: 5 },
      async () => (await fetch(url + path + question, { headers })).status,
    );
    const before = read();
    let most = 0;
    let isAsking = true;
    const watching = (async () => {
      for (let last = before; isAsking; last = read()) {
        most = Math.max(most, read() - last);
        await new Promise(setImmediate);
      }
    })();
    expect(await Promise.all(answers)).toEqual(answers.map(() => 200));
    isAsking = false;
    await watching;
    // What is between two turns of the loop: first slices of those that just came, and two that are read.
    expect(most).toBeLessThan(comments / 2);
  });
});
