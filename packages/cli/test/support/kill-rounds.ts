import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Json } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { expect } from 'vitest';

const post = async (url: string, as: string, key: string, body: object) => {
  const headers = {
    authorization: `Bearer dev:${as}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const json: Json = await answer.json();
  return { status: answer.status, body: json };
};

const lamp = (key: string) => ({ text: `Đèn hỏng ${key}`, location: { lat: 16.46, lng: 107.59 } });

/**
 * Lets sixteen citizens and operators work on a host, kills it at a moment that nobody chose, starts it again, and holds it to
 * every answer that it gave.
 */
export const killRounds = async (directory: string, rounds: number): Promise<void> => {
  const store = join(directory, 'killed.db');
  /** Key of a submission → the revision of its report that the host has acknowledged. */
  const acknowledged = new Map<string, { readonly reportId: string; readonly revision: number }>();
  const attempted = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const host = await startHost(store);
    const worker = async (name: number): Promise<void> => {
      for (let n = 0; ; n++) {
        const key = `round-${round}-worker-${name}-${n}`;
        attempted.add(key);
        const made = await post(`${host.url}/v1/reports`, 'citizen:c-17', key, lamp(key));
        expect(made.status).toBe(201);
        const { reportId } = made.body;
        acknowledged.set(key, { reportId, revision: 0 });
        const category = { category: 'lighting' };
        const done = await post(
          `${host.url}/v1/reports/${reportId}/verify`,
          'operator:o-3',
          `${key}-verify`,
          category,
        );
        expect(done.status).toBe(200);
        acknowledged.set(key, { reportId, revision: 1 });
      }
    };
    // A worker ends with the connection; anything else that stops it is a failure.
    const workers = Array.from({ length: 16 }, (_, name) =>
      worker(name).catch((error) => {
        if (!(error instanceof TypeError)) throw error;
      }),
    );
    await after(300 + Math.random() * 700);
    await host.kill();
    await Promise.all(workers);
  }

  const host = await startHost(store);
  expect(acknowledged.size).toBeGreaterThan(rounds);
  for (const [key, { reportId, revision }] of acknowledged) {
    const headers = { authorization: 'Bearer dev:auditor:a-1' };
    const history: Json = await (
      await fetch(`${host.url}/v1/reports/${reportId}/history`, { headers })
    ).json();
    const revisions = history.events.map((event: { revision: number }) => event.revision);
    expect(revisions.length, `${key} was acknowledged at revision ${revision}`).toBeGreaterThan(revision);
    expect(revisions).toEqual(revisions.map((_: number, index: number) => index));
  }
  // What was sent and not answered is sent again: it is there once, whether the first attempt was written or not.
  const unanswered = [...attempted].filter((key) => !acknowledged.has(key));
  for (const key of unanswered) {
    const first = await post(`${host.url}/v1/reports`, 'citizen:c-17', key, lamp(key));
    const second = await post(`${host.url}/v1/reports`, 'citizen:c-17', key, lamp(key));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  }
  expect(await host.end()).toBe(0);
};
