import { setTimeout as after } from 'node:timers/promises';
import { inputs } from '../contenders/inputs.ts';

/** The revision of a report that the host has said is on the disk. */
export interface Acknowledged {
  readonly revision: number;
}

export interface Seen {
  requests: number;
  readonly failures: string[];
}

interface Worker {
  readonly worker: number;
  /** Changes when the host is started again. */
  readonly url: () => string;
  readonly acknowledged: Map<string, Acknowledged>;
  readonly seen: Seen;
  readonly signal: AbortSignal;
}

/** What one connection does until it is told to end: whatever people and programs do with a host, in turn. */
export const work = async ({ worker, url, acknowledged, seen, signal }: Worker): Promise<void> => {
  const ask = async (method: string, path: string, as: string, body?: object) => {
    const sent = {
      method,
      headers: {
        authorization: `Bearer dev:${as}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
    };
    try {
      const answer = await fetch(url() + path, sent);
      const text = await answer.text();
      seen.requests += 1;
      const isRefusal = answer.headers.has('retry-after');
      if (answer.status >= 400 && !isRefusal && seen.failures.length < 20)
        seen.failures.push(`${method} ${path.split('?')[0]}: ${answer.status} ${text.slice(0, 200)}`);
      if (isRefusal) await after(100);
      return answer.ok ? { text, etag: answer.headers.get('etag') } : undefined;
    } catch {
      // The host was killed: what was under way may or may not be there.
      await after(50);
      return undefined;
    }
  };
  const citizen = `citizen:c-${worker}`;
  for (let turn = 0; !signal.aborted; turn += 1) {
    const made = await ask('POST', '/v1/reports', citizen, { ...inputs.submit, text: `${worker} ${turn}` });
    if (made === undefined) continue;
    const { reportId } = JSON.parse(made.text) as { readonly reportId: string };
    acknowledged.set(reportId, { revision: 0 });
    const verified = await ask('POST', `/v1/reports/${reportId}/verify`, 'operator:o-3', {
      category: 'lighting',
    });
    if (verified !== undefined) acknowledged.set(reportId, { revision: 1 });
    await ask('GET', `/v1/reports/${reportId}`, citizen);
    if (turn % 4 === 0) await ask('GET', '/v1/reports?limit=20&sort=-submittedAt', 'operator:o-3');
    if (turn % 16 === worker % 16) await ask('GET', '/v1/sla', 'analyst:an-1');
    if (turn % 64 === worker % 64) await ask('GET', '/v1/exports/cases.csv', 'analyst:an-1');
  }
};
